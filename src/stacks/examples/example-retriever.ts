/** Finds the past cases that a prompt shows for one input. Knows nothing of prompts or models beyond the embedding seam. */
import { groupsOf } from '../../domain/access.ts';
import { type CaseInput, inputText } from '../../domain/case.ts';
import type { Example, Examples } from '../../domain/stack.ts';
import type { CallBound } from '../../models/chat-model.ts';
import type { AnswererContext } from '../answerer-kind.ts';
import type { AccessVersions, OpenAccess, StackParts } from '../live-stack.ts';
import { bestFirst } from './best-first.ts';
import { bm25Index } from './bm25.ts';
import { getExamplePool, type PooledExample } from './example-pool.ts';
import { pseudoRandomOrder } from './pseudo-random-order.ts';
import { nearDuplicateOverlap, overlap, wordPairs } from './text-overlap.ts';

/** Rank constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), and how many ranks of each list it looks at. */
const rrfConstant = 60;
const rrfDepth = 1000;

export interface ExampleRetriever {
  /** Absent where every example is unmarked, and who is in which group does not count. */
  readonly versions?: AccessVersions;
  /** At most `k` examples, the most similar last: next to the input. */
  search(input: CaseInput, context: AnswererContext): Promise<readonly Example[]>;
  /** The `k` of the pool that take the most tokens: what a prompt holds at most, for estimates. Weighs the pool once. */
  longest(tokensOf: (example: Example) => number): readonly Example[];
  /** Of the calls that a search makes. */
  atMost(input: CaseInput): readonly CallBound[];
}

type RetrievedExamples = Extract<Examples, { kind: 'retrieved' }>;

/** Positions in the pool, best first; may leave out what does not match at all. */
type Ranker = (text: string, context: AnswererContext) => Promise<IteratorObject<number>>;

export async function openExampleRetriever(
  spec: RetrievedExamples,
  parts: StackParts,
): Promise<ExampleRetriever> {
  const pool = await getExamplePool(parts.artefacts, spec.pool);
  const texts = pool.map((e) => inputText(e.input));
  const isMarked = pool.some(({ principal }) => principal !== undefined);
  const access = isMarked ? await parts.openAccess?.() : undefined;
  const rank = await openRanker(spec, pool, texts, {
    ...parts,
    groupsOf: (principal) => access?.groupsOf(principal) ?? groupsOf(principal, {}),
  });
  const embedding =
    spec.embedding && needsVectors(spec) ? await parts.models.embedding(spec.embedding) : undefined;
  let longest: readonly Example[] | undefined;
  const exampleAt = (at: number): Example => {
    const { caseId, input, output } = pool[at] as PooledExample;
    return { caseId, input, output };
  };
  return {
    ...(access && { versions: access.versions }),
    longest(tokensOf) {
      longest ??= bestFirst(Float64Array.from(pool, (_, at) => tokensOf(exampleAt(at))))
        .take(spec.k)
        .map(exampleAt)
        .toArray();
      return longest;
    },
    atMost: (input) => (embedding === undefined ? [] : [embedding.atMost([inputText(input)])]),
    async search(input, context) {
      const text = inputText(input);
      const pairs = wordPairs(text);
      const order = await rank(text, context);
      return order
        .filter((at) => overlap(pairs, wordPairs(texts[at] as string)) < nearDuplicateOverlap)
        .take(spec.k)
        .map(exampleAt)
        .toArray()
        .reverse();
    },
  };
}

const needsVectors = ({ by }: RetrievedExamples) => by === 'embedding' || by === 'both';

/**
 * Every list is cut down to what the principal may see before anything is chosen from it: examples of one of its groups. An unmarked one
 * is shown only where nobody says who asks.
 */
async function openRanker(
  spec: RetrievedExamples,
  pool: readonly PooledExample[],
  texts: readonly string[],
  parts: StackParts & Pick<OpenAccess, 'groupsOf'>,
): Promise<Ranker> {
  const visible =
    (rank: Ranker): Ranker =>
    async (text, context) => {
      const owners = new Set(
        context.principal === undefined ? [undefined] : parts.groupsOf(context.principal),
      );
      return (await rank(text, context)).filter((at) => owners.has(pool[at]?.principal));
    };
  switch (spec.by) {
    case 'random':
      return visible(async (text) => pseudoRandomOrder(texts.length, text));
    case 'bm25':
      return visible(lexicalRanker(texts));
    case 'embedding':
      return visible(await embeddingRanker(spec, texts, parts));
    case 'both': {
      const rankers = [visible(await embeddingRanker(spec, texts, parts)), visible(lexicalRanker(texts))];
      return async (text, context) =>
        fuse(texts.length, await Promise.all(rankers.map((rank) => rank(text, context))));
    }
  }
}

function lexicalRanker(texts: readonly string[]): Ranker {
  const index = bm25Index(texts);
  return async (text) => bestFirst(index.scores(text), 0);
}

async function embeddingRanker(
  { embedding, by }: RetrievedExamples,
  texts: readonly string[],
  parts: StackParts,
): Promise<Ranker> {
  if (embedding === undefined) throw new TypeError(`examples by ${by} need an embedding model`);
  const model = await parts.models.embedding(embedding);
  const vectors = await parts.embed(embedding, texts);
  return async (text, { purchase, signal, call }) => {
    const [query] = (await call(() => model.embed([text], { purchase, signal }))).vectors;
    if (query === undefined) throw new TypeError(`${model.id} gave no vector`);
    return bestFirst(Float64Array.from(vectors, (vector) => dot(query, vector)));
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function fuse(size: number, orders: readonly IteratorObject<number>[]): IteratorObject<number> {
  const scores = new Float64Array(size);
  for (const order of orders) {
    let rank = 0;
    for (const at of order.take(rrfDepth)) scores[at] = (scores[at] as number) + 1 / (rrfConstant + ++rank);
  }
  return bestFirst(scores, 0);
}
