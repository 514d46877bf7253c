/** Chooses how words and vectors are fused, on the questions of dev that name their documents. Reads no sealed case. */
import type { BenchDocuments, ChosenFusion } from '../../domain/bench.ts';
import { inputText } from '../../domain/case.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { FoundPassage } from '../../domain/ports/corpus-store.ts';
import { chooseFusion, type RankedQuery } from '../../knowledge/search/choose-fusion.ts';
import { judgeRanking } from '../../measure/retrieval/judge-ranking.ts';
import { ndcgAt } from '../../measure/retrieval/ndcg-at.ts';
import type { StackParts } from '../../stacks/live-stack.ts';

/** Passages taken from each search. */
const depth = 100;
const ndcg = ndcgAt(10);

interface JudgedQuestion extends RankedQuery {
  readonly one: StoredCase;
  readonly documentOf: ReadonlyMap<string, string>;
}

/** `undefined` where no question names its documents, or nothing but words can be searched. */
export async function chooseFusionOnDev(
  cases: AsyncIterable<StoredCase>,
  { corpus, embedding, groupsOf }: BenchDocuments,
  embed: StackParts['embed'],
): Promise<ChosenFusion | undefined> {
  const questions: StoredCase[] = [];
  for await (const one of cases) if ((one.goldDocuments ?? []).length > 0) questions.push(one);
  if (questions.length === 0) return undefined;
  const texts = questions.map(({ input }) => inputText(input));
  const vectors = embedding && (await embed(embedding, texts));
  const judged: JudgedQuestion[] = [];
  for (const [at, one] of questions.entries()) {
    const query = { groups: groupsOf(one.principal), limit: depth };
    const vector = vectors?.[at];
    const [byWords, byVectors] = await Promise.all([
      corpus.searchWords(texts[at] as string, query),
      vector ? corpus.searchVectors(vector, query) : [],
    ]);
    judged.push({
      one,
      words: byWords.map(scored),
      vectors: byVectors.map(scored),
      documentOf: documentsOf([...byWords, ...byVectors]),
    });
  }
  const choice = chooseFusion(judged, ndcgOf, vectors === undefined ? [] : undefined);
  return choice && { fusion: choice.fusion, ndcg: choice.mean, questions: choice.queries };
}

function ndcgOf(ranked: readonly string[], { one, documentOf }: JudgedQuestion): number | undefined {
  const judged = judgeRanking({
    queryId: one.id,
    tags: [],
    ranked: [...new Set(ranked.flatMap((id) => documentOf.get(id) ?? []))],
    relevant: new Map((one.goldDocuments ?? []).map((name) => [name, 1])),
  });
  return judged && ndcg.of(judged);
}

const scored = ({ passage, score }: FoundPassage) => ({ id: passage.chunkId, score });

function documentsOf(found: readonly FoundPassage[]): ReadonlyMap<string, string> {
  return new Map(found.map(({ passage }) => [passage.chunkId, passage.document]));
}
