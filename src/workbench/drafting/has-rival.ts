/** Whether another document would answer a question as well as the one it was written for, by a search of words. Asks no model. */
import type { Passage } from '../../domain/passage.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { holdAnswer } from './hold-answer.ts';
import { itemsOfPassage, itemsOfText, shareOf } from './word-overlap.ts';
import type { WrittenQuestion } from './write-question.ts';

/** Passages found that are looked at. */
const lookedAt = 10;

/** Another holds the answer and no fewer of the question's words. `isCopy`: of documents that are the same, which are no rivals. */
export async function hasRival(
  { question, answer }: WrittenQuestion,
  passage: Passage,
  { corpus, groups, isCopy }: RivalSearch,
): Promise<boolean> {
  const asked = itemsOfText(question);
  const least = shareOf(asked, itemsOfPassage(passage));
  const found = await corpus.searchWords(question, { groups, limit: lookedAt });
  return found.some(
    ({ passage: other }) =>
      !isCopy(other.document) &&
      shareOf(asked, itemsOfPassage(other)) >= least &&
      holdAnswer(answer, other).length > 0,
  );
}

export interface RivalSearch {
  readonly corpus: Corpus;
  readonly groups: readonly string[];
  readonly isCopy: (document: string) => boolean;
}
