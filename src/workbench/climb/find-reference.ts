/** Finds the rung the others are compared with. */
import { nearest } from '../../cases/nearest.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';
import type { MeasuredRung } from './measured-rung.ts';

/**
 * The rung named by the task, by name or lever; else the first external one, else the first that is no reference line, else the first.
 * With `strict`, a named rung that is not there throws `REFERENCE_UNKNOWN`.
 */
export function findReference(
  { reference, external }: Pick<ReadTaskConfig, 'reference' | 'external'>,
  rungs: readonly MeasuredRung[],
  strict = false,
): MeasuredRung | undefined {
  const wanted = reference ?? external[0]?.name;
  const named = rungs.find((r) => r.candidate.name === wanted) ?? rungs.find((r) => r.lever === wanted);
  if (named !== undefined) return named;
  if (strict && reference !== undefined && rungs.length > 0) {
    throw new FulcrumError('REFERENCE_UNKNOWN', {
      reference,
      nearest:
        nearest(
          reference,
          rungs.map((r) => r.candidate.name),
        ) ?? '',
      rungs: rungs.map((r) => r.candidate.name).join(', '),
    });
  }
  return wanted === undefined
    ? (rungs.find(({ candidate }) => candidate.referenceLine !== true && candidate.ceiling !== true) ??
        rungs[0])
    : undefined;
}
