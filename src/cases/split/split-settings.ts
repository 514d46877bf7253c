/** How a case set is divided. Does not know cases. */
import { FulcrumError } from '../../domain/errors.ts';

export interface SplitSettings {
  /** Below 1 a fraction of all cases, else a number of cases. */
  readonly dev: number;
  readonly sealed: number;
  /** Same seed, same cases: same split, whatever their order. */
  readonly seed: number;
}

/** Used when the task says nothing: most of a small set goes to where the verdict is read. */
export const defaultSplit: SplitSettings = { dev: 0.15, sealed: 0.4, seed: 1 };

/** Throws `SPLIT_SETTINGS` when the numbers are no fractions or counts, or leave nothing of `total` cases to train on. */
export function resolveSplit(
  settings: SplitSettings,
  total: number,
): { readonly dev: number; readonly sealed: number } {
  const sizes = { dev: size('dev', settings.dev, total), sealed: size('sealed', settings.sealed, total) };
  const rest = total - sizes.dev - sizes.sealed;
  if (rest < 0) {
    throw new FulcrumError('SPLIT_SETTINGS', {
      setting: 'dev + sealed',
      value: sizes.dev + sizes.sealed,
      problem: `there are only ${total} cases`,
    });
  }
  return sizes;
}

function size(setting: string, value: number, total: number): number {
  if (value >= 0 && value < 1) return Math.round(value * total);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new FulcrumError('SPLIT_SETTINGS', {
    setting,
    value,
    problem: 'neither a fraction below 1 nor a whole number',
  });
}
