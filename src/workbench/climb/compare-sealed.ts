/** Readings and comparisons of the rungs read on the sealed set, with Holm's correction within the batch. */
import type { Comparison, Reading } from '../../domain/ladder.ts';
import { compareBatch } from '../../measure/comparison/compare-batch.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { readOutcomes } from '../../measure/comparison/read-outcomes.ts';
import type { MeasuredRung } from './measured-rung.ts';

export interface SealedRung {
  readonly reading: Reading;
  readonly againstReference?: Comparison;
  readonly againstBest?: Comparison;
}

/** By rung id; empty when nothing was read there. */
export type SealedRungs = ReadonlyMap<string, SealedRung>;

export function compareSealed(
  rungs: readonly MeasuredRung[],
  reference: MeasuredRung | undefined,
  bestId: string | undefined,
  settings: ComparisonSettings,
): SealedRungs {
  const read = rungs.flatMap(({ id, stack, sealed }) =>
    sealed === undefined ? [] : [{ id, stack, outcomes: sealed }],
  );
  const againstReference = compareEach(read, reference?.id, settings);
  const againstBest = compareEach(read, bestId, settings);
  return new Map(
    read.map(({ id, stack, outcomes }) => {
      const [vsReference, vsBest] = [againstReference.get(id), againstBest.get(id)];
      const reading = readOutcomes(outcomes, {
        ...settings,
        split: 'sealed',
        prefixState: stack.prefixState,
        ...(reference?.sealed && reference.id !== id && { reference: reference.sealed }),
      });
      return [
        id,
        {
          reading,
          ...(vsReference && { againstReference: vsReference }),
          ...(vsBest && { againstBest: vsBest }),
        },
      ];
    }),
  );
}

/** Every other rung against the one with the id `target`, by rung id. */
function compareEach(
  read: readonly { readonly id: string; readonly outcomes: readonly Outcome[] }[],
  target: string | undefined,
  settings: ComparisonSettings,
): Map<string, Comparison> {
  const other = read.find(({ id }) => id === target);
  if (other === undefined) return new Map();
  const candidates = read.filter((r) => r !== other);
  const compared = compareBatch(
    candidates.map((c) => c.outcomes),
    other.outcomes,
    other.id,
    settings,
  );
  return new Map(candidates.flatMap(({ id }, i) => (compared[i] ? [[id, compared[i]] as const] : [])));
}
