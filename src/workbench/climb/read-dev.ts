/** Readings of the rungs on dev, slices set against the reference. */
import type { Reading } from '../../domain/ladder.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import { readOutcomes } from '../../measure/comparison/read-outcomes.ts';
import type { MeasuredRung } from './measured-rung.ts';

/** By rung id. */
export type DevReadings = ReadonlyMap<string, Reading>;

export function readDev(
  rungs: readonly MeasuredRung[],
  reference: MeasuredRung | undefined,
  comparison: ComparisonSettings,
): DevReadings {
  return new Map(
    rungs.map((rung) => [
      rung.id,
      readOutcomes(rung.dev, {
        ...comparison,
        split: 'dev',
        prefixState: rung.stack.prefixState,
        ...(reference && reference !== rung && { reference: reference.dev }),
      }),
    ]),
  );
}
