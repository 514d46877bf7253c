/** Names on dev the rungs that will be read on the sealed set. Reads nothing there. */
import { chooseFinalists, type Finalists } from '../../decide/decision/choose-finalists.ts';
import { compareOutcomes } from '../../measure/comparison/compare-outcomes.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';
import type { MeasuredRung } from './measured-rung.ts';
import { readDev } from './read-dev.ts';

/** `undefined` when no rung has a score. */
export function nameFinalists(
  rungs: readonly MeasuredRung[],
  reference: MeasuredRung | undefined,
  settings: ComparisonSettings,
  constraints: ReadTaskConfig['constraints'],
): Finalists | undefined {
  const readings = readDev(rungs, reference, settings);
  const contenders = rungs.flatMap(({ id, candidate }) => {
    if (candidate.ceiling) return [];
    const dev = readings.get(id);
    return dev === undefined ? [] : [{ id, dev }];
  });
  const outcomesOf = (id: string) => rungs.find((r) => r.id === id)?.dev ?? [];
  return chooseFinalists(contenders, reference?.id, constraints, (id, bestId) =>
    compareOutcomes(outcomesOf(id), outcomesOf(bestId), bestId, settings),
  );
}
