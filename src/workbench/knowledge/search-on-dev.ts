/** Asks a search the questions of dev and lists the documents it finds, beside those that answer. Knows no metric and reads no sealed case. */
import type { SearchRecord } from '../../domain/answer.ts';
import { inputText } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import type { RetrievalQuery } from '../../measure/retrieval/retrieval-query.ts';
import { mapConcurrently } from '../../measure/runs/map-concurrently.ts';
import { openPassageSearch } from '../../stacks/knowledge/open-passage-search.ts';
import type { StackParts } from '../../stacks/live-stack.ts';
import { meterPurchases } from '../../stacks/meter-purchases.ts';

/** Passages wanted of each search, so that ten documents come together. */
const depth = 100;

export interface DevSearchParts {
  readonly stackParts: StackParts;
  cases(): AsyncIterable<StoredCase>;
  purchaseFor(attemptKey: string): Purchase;
  readonly concurrency: number;
  /** Nothing new is asked after the first, calls in flight are cut off by the second. */
  readonly signal: AbortSignal;
  readonly hardSignal: AbortSignal;
}

export interface SearchedQuestion {
  readonly query: RetrievalQuery;
  readonly record?: SearchRecord;
  /** Of its calls; absent when a price is unknown. */
  readonly costUsd?: number;
}

/**
 * In import order. Documents that the asker may not read are no misses. A question without any that is left is not searched for, as nothing
 * could be said of what it finds.
 */
export async function searchOnDev(
  knowledge: RetrievedKnowledge,
  parts: DevSearchParts,
): Promise<readonly SearchedQuestion[]> {
  const { stackParts, signal, hardSignal } = parts;
  const { corpus, groupsOf, versions, search } = await openPassageSearch(knowledge, stackParts);
  const readers = new Map((await corpus.documents()).map(({ name, readers: groups }) => [name, groups]));
  const { corpus: ref, embedding, fusion, queries, rerank } = knowledge;
  const identity = { ref, embedding, fusion, queries, rerank, versions };

  const ask = async (one: StoredCase) => {
    const groups = groupsOf(one.principal);
    const gold = (one.goldDocuments ?? []).filter((name) =>
      readers.get(name)?.some((group) => groups.includes(group)),
    );
    const query = {
      queryId: one.id,
      tags: one.tags,
      relevant: new Map(gold.map((name) => [name, 1])),
      ...(one.group !== undefined && { group: one.group }),
    };
    if (gold.length === 0) return { ordinal: one.ordinal, query: { ...query, ranked: [] } };
    const question = inputText(one.input);
    const [vector] = embedding ? await stackParts.embed(embedding, [question]) : [];
    const key = contentHash(['search on dev', identity, one.inputHash, one.principal ?? null]);
    const { purchase, call, total } = meterPurchases(parts.purchaseFor(key));
    const { passages, record } = await search(
      { question, groups, k: depth, ...(vector && { vector }) },
      { purchase, call, signal: hardSignal },
    );
    const ranked = [...new Set(passages.map(({ document }) => document))];
    const { costUsd } = total();
    return {
      ordinal: one.ordinal,
      query: { ...query, ranked },
      ...(record && { record }),
      ...(costUsd !== undefined && { costUsd }),
    };
  };

  const asked: Awaited<ReturnType<typeof ask>>[] = [];
  for await (const one of mapConcurrently(parts.cases(), ask, { concurrency: parts.concurrency, signal }))
    asked.push(one);
  signal.throwIfAborted();
  return asked.sort((a, b) => a.ordinal - b.ordinal);
}
