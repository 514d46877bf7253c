/** Finds the past cases that a prompt shows for one input. Knows nothing of prompts or models beyond the embedding seam. */
import { type CaseInput, inputText } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Example, Examples } from '../../domain/stack.ts';
import type { AnswerContext, StackParts } from '../live-stack.ts';
import { bm25Index } from './bm25.ts';
import { getExamplePool, type PooledExample } from './example-pool.ts';
import { nearDuplicateOverlap, overlap, wordPairs } from './text-overlap.ts';

/** Rank constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */
const rrfConstant = 60;

export interface ExampleRetriever {
  /** At most `k` examples, the most similar last: next to the input. */
  search(input: CaseInput, context: AnswerContext): Promise<readonly Example[]>;
  /** The `k` longest of the pool: what a prompt holds at most, for estimates. */
  longest(): readonly Example[];
}

/** Positions in the pool, best first; may leave out what does not match at all. */
type Ranker = (text: string, context: AnswerContext) => Promise<readonly number[]>;

export async function openExampleRetriever(
  spec: Extract<Examples, { kind: 'retrieved' }>,
  parts: StackParts,
): Promise<ExampleRetriever> {
  const pool = await getExamplePool(parts.artefacts, spec.pool);
  const texts = pool.map((e) => inputText(e.input));
  const rank = await openRanker(spec, texts, parts);
  return {
    async search(input, context) {
      const text = inputText(input);
      const order = await rank(text, context);
      return firstAllowed(pool, texts, order, text, spec.k, context.principal).reverse();
    },
    longest: () =>
      [...pool].sort((a, b) => inputText(b.input).length - inputText(a.input).length).slice(0, spec.k),
  };
}

/** The first `k` of `order` that the principal may see and that are neither the input itself nor its near-duplicate. */
function firstAllowed(
  pool: readonly PooledExample[],
  texts: readonly string[],
  order: readonly number[],
  text: string,
  k: number,
  principal: string | undefined,
): Example[] {
  const pairs = wordPairs(text);
  const chosen: Example[] = [];
  for (const at of order) {
    if (chosen.length === k) break;
    const example = pool[at];
    const exampleText = texts[at];
    if (example === undefined || exampleText === undefined) continue;
    if (example.principal !== undefined && example.principal !== principal) continue;
    if (overlap(pairs, wordPairs(exampleText)) >= nearDuplicateOverlap) continue;
    chosen.push({ caseId: example.caseId, input: example.input, output: example.output });
  }
  return chosen;
}

async function openRanker(
  spec: Extract<Examples, { kind: 'retrieved' }>,
  texts: readonly string[],
  parts: StackParts,
): Promise<Ranker> {
  switch (spec.by) {
    case 'random':
      return async (text) => pseudoRandomOrder(texts.length, text);
    case 'bm25':
      return lexicalRanker(texts);
    case 'embedding':
      return embeddingRanker(spec, texts, parts);
    case 'both': {
      const rankers = [await embeddingRanker(spec, texts, parts), lexicalRanker(texts)];
      return async (text, context) => {
        return fuse(await Promise.all(rankers.map((rank) => rank(text, context))));
      };
    }
  }
}

function lexicalRanker(texts: readonly string[]): Ranker {
  const index = bm25Index(texts);
  return async (text) => byScore([...index.scores(text)]);
}

async function embeddingRanker(
  spec: Extract<Examples, { kind: 'retrieved' }>,
  texts: readonly string[],
  parts: StackParts,
): Promise<Ranker> {
  if (spec.embedding === undefined) throw new TypeError(`examples by ${spec.by} need an embedding model`);
  const model = await parts.models.embedding(spec.embedding);
  const vectors = await parts.embed(spec.embedding, texts);
  return async (text, { purchase, signal }) => {
    const { vectors: found } = await model.embed([text], { purchase, signal });
    const query = found[0] ?? new Float32Array();
    return byScore(vectors.map((v, i) => [i, dot(query, v)]));
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Highest score first; equal scores in pool order, so that a run can be repeated. */
function byScore(scored: [number, number][]): number[] {
  return scored.sort(([i, a], [j, b]) => b - a || i - j).map(([i]) => i);
}

function fuse(orders: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const order of orders) {
    order.forEach((at, rank) => {
      scores.set(at, (scores.get(at) ?? 0) + 1 / (rrfConstant + rank + 1));
    });
  }
  return byScore([...scores]);
}

/** An order that depends on the input alone: the control that shows what similarity buys. */
function pseudoRandomOrder(size: number, text: string): number[] {
  const keys = Array.from({ length: size }, (_, i): [number, number] => [
    i,
    Number.parseInt(contentHash([text, i]).slice(0, 12), 16),
  ]);
  return byScore(keys);
}
