/** One rung as the ladder publishes it. Knows nothing of the decision. */
import { checkConstraints } from '../../decide/decision/constraints.ts';
import type { Reading, Rung } from '../../domain/ladder.ts';
import { compareOutcomes } from '../../measure/comparison/compare-outcomes.ts';
import { collectFlips } from './collect-flips.ts';
import type { SealedRung } from './compare-sealed.ts';
import { costBasis } from './cost-basis.ts';
import type { LadderParts } from './ladder-parts.ts';
import type { MeasuredRung } from './measured-rung.ts';

export interface RungReadings {
  readonly dev: Reading;
  readonly sealed: SealedRung | undefined;
}

/** `below`: the rung before it on the ladder. */
export async function describeRung(
  rung: MeasuredRung,
  below: MeasuredRung | undefined,
  { dev, sealed }: RungReadings,
  { reference, comparison, task, stores }: LadderParts,
): Promise<Rung> {
  const compare = (other: MeasuredRung | undefined) =>
    other === undefined || other === rung
      ? undefined
      : compareOutcomes(rung.dev, other.dev, other.id, comparison);
  const [devComparison, stepComparison] = [compare(reference), compare(below)];
  const { flips, leftOut } = below
    ? await collectFlips(rung, below, { ...stores, caseSetHash: task.cases.hash })
    : { flips: [], leftOut: 0 };
  const { candidate, making } = rung;
  const basis = sealed?.reading ?? dev;
  const basisOfCost = costBasis(candidate.stack, task.config);
  const hidden = basis.slices.filter((s) => s.hiddenByMean).map((s) => s.tag);
  return {
    id: rung.id,
    name: candidate.name,
    lever: rung.lever,
    stackHash: rung.stack.hash,
    stack: candidate.stack as unknown as Rung['stack'],
    why: candidate.why,
    referenceLine: candidate.referenceLine ?? false,
    ...(candidate.ceiling && { ceiling: true }),
    ...(rung.stack.versions && { versions: rung.stack.versions }),
    ...(candidate.retrieval && { retrieval: candidate.retrieval }),
    ...(rung.training && { training: rung.training }),
    making: {
      seconds: making.seconds,
      costUsd:
        making.costUsd === undefined
          ? { unknown: 'the price of a call is unknown' }
          : { value: making.costUsd },
    },
    ...(basisOfCost !== undefined && { costBasis: basisOfCost }),
    constraintChecks: checkConstraints(basis, task.config.constraints),
    dev,
    ...(sealed && { sealed: sealed.reading }),
    ...(devComparison && { devComparison }),
    ...(sealed?.againstReference && { sealedComparison: sealed.againstReference }),
    ...(sealed?.againstBest && { sealedAgainstBest: sealed.againstBest }),
    ...(stepComparison && { stepComparison }),
    flips,
    flipsLeftOut: leftOut,
    warnings:
      hidden.length > 0 ? [`worse than the reference on ${hidden.join(', ')}, which the mean hides`] : [],
  };
}
