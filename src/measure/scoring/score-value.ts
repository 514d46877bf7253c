/** Makers of score values that cannot be NaN or out of range. Know nothing of scorers. */
import type { Json } from '../../domain/json.ts';
import type { ScoreValue } from '../../domain/score.ts';

/** A value within rounding error of [0, 1] is moved into it; any other number outside, and NaN, is unscored. */
export function scored(value: number, metadata?: Json): ScoreValue {
  if (!(value >= -1e-9 && value <= 1 + 1e-9)) {
    return unscored(`the scorer gave ${value}, which is not within 0 and 1`);
  }
  const inside = Math.min(1, Math.max(0, value));
  return { kind: 'scored', value: inside, ...(metadata !== undefined && { metadata }) };
}

export function rightOrWrong(right: boolean, metadata?: Json): ScoreValue {
  return scored(right ? 1 : 0, metadata);
}

export function unscored(reason: string): ScoreValue {
  return { kind: 'unscored', reason };
}
