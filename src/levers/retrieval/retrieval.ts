/** Retrieval: the passages that fit the question stand in the prompt, found anew for each request among what the asker may read. */
import { z } from 'zod';
import type { Bench, BenchDocuments, ChosenFusion, SearchComparison } from '../../domain/bench.ts';
import type { Fusion } from '../../domain/fusion.ts';
import type { WrittenContextLine } from '../../domain/ports/corpus-store.ts';
import type { ModelRef, RetrievedKnowledge, StackSpec } from '../../domain/stack.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { defaultChunkTokens } from '../default-chunk-tokens.ts';
import type { Candidate, Lever, TaskSettings } from '../lever.ts';
import { needsDocuments } from '../needs-documents.ts';
import { retrievedKnowledge, searchShape } from '../retrieved-knowledge.ts';

const settings = z.strictObject({
  ...searchShape,
  /** Tokens of a chunk at most; of several, the one that finds best on dev. */
  chunkTokens: z
    .union([z.int().min(20), z.array(z.int().min(20)).min(1)])
    .default(defaultChunkTokens)
    .transform((sizes) => [sizes].flat()),
  overlapTokens: z.int().min(0).default(0),
  /** `try`: passages also searched by a sentence that the chat model writes of each; kept only when shown better on dev. */
  contextLine: z.enum(['headings', 'try']).default('headings'),
  /** Written beside each question and searched with it; kept only when shown better on dev. */
  queries: z.enum(['off', 'rewrite', 'multi', 'decompose']).default('off'),
  /** `try`: the first passages put in order by the task's reranking model, or else its chat model; kept only when shown better on dev. */
  rerank: z.enum(['off', 'try']).default('off'),
  /** How many of the first passages. */
  rerankDepth: z.int().min(2).max(50).default(10),
  /** Where the best passage leads the second by less than this share of its score, or words and vectors disagree; 1 asks always. */
  rerankMargin: z.number().min(0).max(1).default(0.1),
});
export type RetrievalSettings = z.infer<typeof settings>;

const [alone, withExamples] = ['retrieval', 'retrieval + examples'];

export const retrieval: Lever<RetrievalSettings> = {
  name: 'retrieval',
  summary: 'passages found for each question, among what the asker may read, stand in the prompt',
  byDefault: true,
  settings,
  inapplicable: (task) => needsChatModel(task) ?? needsDocuments(task),
  needs: ({ rerank }) => ({
    models: ['chat', 'embedding', ...(rerank === 'try' ? ['reranking' as const] : [])],
  }),
  corpora: ({ chatModel }, { chunkTokens, overlapTokens, contextLine }) =>
    chunkTokens.flatMap((maxTokens) => {
      const chunking = { maxTokens, overlapTokens };
      const isTried = contextLine === 'try' && chatModel !== undefined;
      return [{ chunking }, ...(isTried ? [{ chunking, contextLine: contextBy(chatModel) }] : [])];
    }),
  rungNames: () => [alone, withExamples],
  async propose(task, given, stacks, bench) {
    const cut = await cutDocuments(given, bench);
    const searched = retrievedKnowledge(task, given, cut.documents.ref, cut.chosen);
    const options = optionsOf(given, task, (model) => writtenContexts(cut, model, given, task, bench));
    const { knowledge, found } = await tryOptions(searched, options, bench);
    const why = [cut.why, ...found].join('; ');
    const retrieval = await bench.readSearch(knowledge);
    const onto = (name: string, base: StackSpec): Candidate => ({
      name,
      stack: { ...base, knowledge },
      why,
      ...(retrieval && { retrieval }),
    });
    const isPlain = (s: StackSpec) => s.knowledge === undefined && s.reasoning === undefined;
    const plain = baseStack(task, stacks, (s) => isPlain(s) && s.examples === undefined);
    const best = baseStack(task, stacks, (s) => isPlain(s) && s.examples !== undefined);
    return [onto(alone, plain), ...(best.examples === undefined ? [] : [onto(withExamples, best)])];
  },
};

interface Tried {
  readonly knowledge: RetrievedKnowledge;
  /** Of each option that was tried, what dev says. */
  readonly found: readonly string[];
}

/** One option after the other, each against the search kept so far. */
async function tryOptions(
  plain: RetrievedKnowledge,
  options: readonly (readonly [string, Option])[],
  bench: Bench,
): Promise<Tried> {
  let knowledge = plain;
  const found: string[] = [];
  for (const [name, option] of options) {
    bench.signal.throwIfAborted();
    const { change, note = '' } = await option();
    const candidate = { ...knowledge, ...change };
    const comparison = await bench.compareSearch(candidate, knowledge);
    const isKept = comparison?.verdict === 'better';
    if (isKept) knowledge = candidate;
    found.push(`${name}: ${isKept ? 'kept' : 'left out'}, ${inWords(comparison)}${note}`);
  }
  return { knowledge, found };
}

type Option = () => Promise<{ readonly change: Partial<RetrievedKnowledge>; readonly note?: string }>;

/** What changes the passages comes before what is asked of them. */
function optionsOf(
  { contextLine, queries, rerank, rerankDepth: depth, rerankMargin: margin }: RetrievalSettings,
  { chatModel, rerankingModel }: TaskSettings,
  contextsBy: (model: ModelRef) => Option,
): (readonly [string, Option])[] {
  const model = rerankingModel ?? chatModel;
  const kind = rerankingModel === undefined ? 'listwise' : 'reranker';
  const setting =
    (change: Pick<RetrievedKnowledge, 'queries' | 'rerank'>): Option =>
    async () => ({ change });
  return [
    ...(contextLine === 'try' && chatModel ? [['written contexts', contextsBy(chatModel)] as const] : []),
    ...(queries !== 'off' && chatModel
      ? [[`queries (${queries})`, setting({ queries: { kind: queries, model: chatModel } })] as const]
      : []),
    ...(rerank === 'try' && model
      ? [[`reranking (${kind})`, setting({ rerank: { kind, model, depth, gate: { margin } } })] as const]
      : []),
  ];
}

/** A sentence has no more than its tokens. */
const contextBy = (model: ModelRef): WrittenContextLine => ({ kind: 'written', model, maxTokens: 60 });

/** The documents cut as they are, fused as suits them then. Nothing is bought where nothing could be shown. */
function writtenContexts(
  { documents, chosen }: Cut,
  model: ModelRef,
  given: RetrievalSettings,
  task: TaskSettings,
  bench: Bench,
): Option {
  return async () => {
    if (chosen === undefined) return { change: {} };
    const described = await bench.documents(documents.ref.settings.chunking, contextBy(model));
    const change = retrievedKnowledge(task, given, described.ref, await bench.chooseFusion(described));
    const { contextsFailed = 0 } = described;
    return { change, ...(contextsFailed > 0 && { note: `, nothing came for ${contextsFailed} passages` }) };
  };
}

function inWords(comparison: SearchComparison | undefined): string {
  if (comparison === undefined) return 'as no question of dev names its documents';
  const { candidateNdcg, referenceNdcg, interval, questions, reranked, usdPerQuestion } = comparison;
  const asked = reranked && reranked.reranked + reranked.unreadable;
  return [
    `nDCG@10 ${candidateNdcg.toFixed(3)} against ${referenceNdcg.toFixed(3)} on ${questions} questions of dev`,
    ...(interval ? [`difference ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`] : []),
    ...(reranked ? [`asked for ${asked} of ${reranked.questions}`] : []),
    ...(reranked && reranked.unreadable > 0 ? [`${reranked.unreadable} replies unreadable`] : []),
    ...(usdPerQuestion === undefined
      ? []
      : [`$${(1000 * usdPerQuestion).toPrecision(2)} per 1,000 questions`]),
  ].join(', ');
}

interface Cut {
  readonly documents: BenchDocuments;
  readonly chosen: ChosenFusion | undefined;
  readonly why: string;
}

/** Of several sizes the one whose best fusion finds best; the first of equals. */
async function cutDocuments(given: RetrievalSettings, bench: Bench): Promise<Cut> {
  const { chunkTokens, overlapTokens } = given;
  let best: Cut | undefined;
  for (const maxTokens of chunkTokens) {
    bench.signal.throwIfAborted();
    const documents = await bench.documents({ maxTokens, overlapTokens });
    const chosen = await bench.chooseFusion(documents);
    const how =
      chosen === undefined
        ? 'no question of dev names its documents, so nothing was chosen on dev'
        : `nDCG@10 ${chosen.ndcg.toFixed(3)} on ${chosen.questions} questions of dev by ${nameOf(chosen.fusion)}`;
    const why = `the best ${given.k} passages of at most ${maxTokens} tokens, ${given.maxTokens} together; ${how}`;
    if (best === undefined || (chosen?.ndcg ?? 0) > (best.chosen?.ndcg ?? 0))
      best = { documents, chosen, why };
  }
  return best as Cut;
}

function nameOf(fusion: Fusion): string {
  return fusion.kind === 'weighted' ? `words and vectors, ${fusion.vectorWeight} for vectors` : fusion.kind;
}
