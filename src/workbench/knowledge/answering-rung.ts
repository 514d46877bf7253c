/** Which rung of a climb answers a question from the documents, where nobody names one. Opens nothing. */
import type { Ladder, Rung } from '../../domain/ladder.ts';
import type { StackSpec } from '../../domain/stack.ts';

/**
 * The rung the climb decided for if it answers from documents, else the best that searches them: on the sealed set where all of those were
 * read there, else on dev; the lower of equals. `embedding`: of the corpora there are now; what was embedded otherwise is not searched.
 */
export function answeringRung({ rungs, decision }: Ladder, embedding: string | undefined): Rung | undefined {
  const fit = rungs.filter((rung) => !rung.ceiling && fromDocuments(specOf(rung), embedding));
  const decided = fit.find(({ id }) => id === decision.rungId);
  if (decided !== undefined) return decided;
  const searching = fit.filter((rung) => specOf(rung).knowledge?.kind === 'retrieved');
  const isSealed = searching.every(({ sealed }) => sealed !== undefined);
  const score = ({ dev, sealed }: Rung) => {
    const reading = (isSealed && sealed) || dev;
    return 'value' in reading.score ? reading.score.value : -1;
  };
  return searching.reduce<Rung | undefined>(
    (best, rung) => (best === undefined || score(rung) > score(best) ? rung : best),
    undefined,
  );
}

const specOf = ({ stack }: Rung) => stack as unknown as StackSpec;

function fromDocuments({ knowledge }: StackSpec, embedding: string | undefined): boolean {
  if (knowledge?.kind === 'retrieved') return knowledge.corpus.settings.embedding === embedding;
  return knowledge?.kind === 'stuffed' && knowledge.grounding !== undefined;
}
