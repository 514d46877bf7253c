/** The search of a spec made live, with its options: queries written beside the question, passages reranked. Knows no prompt and no store. */
import type { SearchRecord } from '../../domain/answer.ts';
import type { Passage } from '../../domain/passage.ts';
import type { Rerank, RetrievedKnowledge } from '../../domain/stack.ts';
import { resolveChunkOptions } from '../../knowledge/chunks/chunk-options.ts';
import { isCloseCall } from '../../knowledge/search/is-close-call.ts';
import type { RepeatsWithin } from '../../knowledge/search/near-equals.ts';
import { pendingVector } from '../../knowledge/search/pending-vector.ts';
import { searchSeveral } from '../../knowledge/search/search-several.ts';
import type { CallBound } from '../../models/chat-model.ts';
import { tellCalls } from '../../models/metering/tell-calls.ts';
import type { OpenCorpus, StackParts } from '../live-stack.ts';
import { listwiseReranker } from './listwise-reranker.ts';
import { modelReranker } from './model-reranker.ts';
import { openQueryWriter, type SearchContext } from './queries/open-query-writer.ts';
import type { Reranker } from './reranker.ts';

export interface PassageSearch extends OpenCorpus {
  /** Of the calls for one question. */
  atMost(question: string): readonly CallBound[];
  search(wanted: WantedPassages, context: SearchContext): Promise<FoundPassages>;
}

export interface WantedPassages {
  readonly question: string;
  /** Of the question, where it is known; else it is bought. */
  readonly vector?: Float32Array;
  readonly groups: readonly string[];
  readonly k: number;
  /** As `searchCorpus` takes it. */
  readonly repeatsWithin?: RepeatsWithin;
}

export interface FoundPassages {
  /** Best first. */
  readonly passages: readonly Passage[];
  /** Absent of a search without options. */
  readonly record?: SearchRecord;
}

export async function openPassageSearch(
  knowledge: Pick<RetrievedKnowledge, 'corpus' | 'embedding' | 'fusion' | 'queries' | 'rerank'>,
  parts: StackParts,
): Promise<PassageSearch> {
  if (parts.openCorpus === undefined) throw new TypeError('a stack that searches needs documents');
  const { embedding, fusion, queries, rerank } = knowledge;
  const opened = await parts.openCorpus(knowledge.corpus);
  const model = embedding && (await parts.models.embedding(embedding));
  const writer = queries && openQueryWriter(queries, await parts.models.chat(queries.model));
  const reranker = rerank && (await openReranker(rerank, opened, parts));

  const vectorsOf = async (texts: readonly string[], context: SearchContext) =>
    model === undefined || texts.length === 0
      ? []
      : (await context.call(() => model.embed(texts, context))).vectors;

  return {
    ...opened,
    atMost: (question) => [
      ...(writer ? [writer.atMost(question)] : []),
      ...(model ? [model.atMost([question])] : []),
      // Written queries are no longer than the question and what their writer may write.
      ...(model && writer ? [model.atMost([question, 'x'.repeat(longestWritten)])] : []),
      ...(reranker ? [reranker.atMost(question)] : []),
    ],
    async search({ question, vector, groups, k, repeatsWithin }, context) {
      const written = await writer?.write(question, context);
      const vectors = await vectorsOf(written ?? [], context);
      const isByVector = model !== undefined && fusion.kind !== 'words';
      // The last that may fail before the search waits for it.
      const own = vector ?? (isByVector ? pendingVector(buyVector) : undefined);
      const others = (written ?? []).map((text, at) => ({
        text,
        ...(vectors[at] && { vector: vectors[at] }),
      }));
      const wanted = Math.max(k, rerank?.depth ?? 0);
      const found = await searchSeveral(
        opened.corpus,
        {
          text: question,
          groups,
          k: wanted,
          fusion,
          ...(own && { vector: own }),
          ...(repeatsWithin && { repeatsWithin }),
        },
        others,
      );
      const isClear = rerank?.gate !== undefined && !isCloseCall(found.own, rerank.gate.margin);
      const reranked =
        reranker && (isClear ? clear(found.passages) : await putInOrder(reranker, found.passages));
      const record = { ...(written && { queries: written }), ...(reranked && { rerank: reranked.how }) };
      return {
        passages: (reranked?.passages ?? found.passages).slice(0, k),
        ...(Object.keys(record).length > 0 && { record }),
      };

      async function buyVector(underWay: () => void): Promise<Float32Array> {
        const purchase = tellCalls(context.purchase, underWay);
        const [one] = await vectorsOf([question], { ...context, purchase });
        return one as Float32Array;
      }

      async function putInOrder(by: Reranker, passages: readonly Passage[]): Promise<Reranked> {
        const first = passages.slice(0, rerank?.depth);
        if (first.length < 2) return clear(passages);
        const order = await by.order(question, first, context);
        if (order === undefined) return { passages, how: 'unreadable' };
        const named = new Set(order);
        const best = order.flatMap((at) => first[at] ?? []);
        return { passages: [...best, ...passages.filter((_, at) => !named.has(at))], how: 'reranked' };
      }
    },
  };
}

/** Characters of three queries. */
const longestWritten = 1000;

interface Reranked {
  readonly passages: readonly Passage[];
  readonly how: NonNullable<SearchRecord['rerank']>;
}

const clear = (passages: readonly Passage[]): Reranked => ({ passages, how: 'clear' });

async function openReranker(
  { kind, model, depth }: Rerank,
  { corpus }: OpenCorpus,
  { models }: StackParts,
): Promise<Reranker> {
  if (kind === 'listwise') return listwiseReranker(await models.chat(model), depth);
  const { maxTokens } = resolveChunkOptions(corpus.settings.chunking);
  return modelReranker(await models.reranking(model), depth * maxTokens);
}
