/** Newcombe's interval for the difference of two proportions on the same cases; it needs the whole 2×2 table. */
import type { Interval } from './interval.ts';
import { type PairedTable, pairsIn } from './paired-table.ts';
import { wilson } from './wilson.ts';

/**
 * Interval for P(first right) − P(second right) (Newcombe 1998, Stat. Med. 17:2635, method 10): Wilson intervals of
 * both margins, squared and added with the continuity-corrected correlation φ between them.
 * @returns undefined for an empty table.
 * @throws RangeError for cells that are not counts or a confidence outside (0, 1).
 */
export function newcombePaired(table: PairedTable, confidence = 0.95): Interval | undefined {
  const n = pairsIn(table);
  const rightFirst = table.both + table.onlyFirst;
  const rightSecond = table.both + table.onlySecond;
  const first = wilson(rightFirst, n, confidence);
  const second = wilson(rightSecond, n, confidence);
  if (first === undefined || second === undefined) {
    return undefined;
  }
  const p1 = rightFirst / n;
  const p2 = rightSecond / n;
  const phi = correctedPhi(table, n);
  return {
    low: p1 - p2 - correlatedHypot(p1 - first.low, second.high - p2, phi),
    high: p1 - p2 + correlatedHypot(first.high - p1, p2 - second.low, phi),
  };
}

/** Pearson's φ, a positive one shrunk by n ÷ 2 in its numerator; 0 when a margin is empty. */
function correctedPhi({ both, onlyFirst, onlySecond, neither }: PairedTable, n: number): number {
  const margins =
    Math.sqrt((both + onlyFirst) * (onlySecond + neither)) *
    Math.sqrt((both + onlySecond) * (onlyFirst + neither));
  if (margins === 0) {
    return 0;
  }
  const cross = both * neither - onlyFirst * onlySecond;
  return (cross > 0 ? Math.max(0, cross - n / 2) : cross) / margins;
}

function correlatedHypot(a: number, b: number, correlation: number): number {
  return Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
}
