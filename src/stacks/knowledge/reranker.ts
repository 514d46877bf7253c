/** The seam of what puts passages into a better order: one file per kind of `Rerank` in a spec. Knows no search. */
import type { Passage } from '../../domain/passage.ts';
import type { CallBound } from '../../models/chat-model.ts';
import type { SearchContext } from './queries/open-query-writer.ts';

export interface Reranker {
  /** For `depth` passages of the corpus. */
  atMost(question: string): CallBound;
  /** Places in `passages`, from 0, best first, none twice; those left out come after. `undefined` where no order could be read. */
  order(
    question: string,
    passages: readonly Passage[],
    context: SearchContext,
  ): Promise<readonly number[] | undefined>;
}
