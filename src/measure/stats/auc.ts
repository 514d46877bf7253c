/** The area under the ROC curve with its interval: how well a score tells two groups apart; it does not know what gave the score. */
import { requireFinite } from './arguments.ts';

export interface Auc {
  /** P(score of the second group > score of the first), ties counted half: 0.5 tells nothing, 1 all. */
  readonly estimate: number;
  /** DeLong's; undefined when a group has fewer than two scores. */
  readonly variance: number | undefined;
}

/**
 * Time O(n log n), by midranks (DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837; Sun & Xu 2014, IEEE SPL 21:1389).
 * @returns undefined when a group is empty.
 * @throws RangeError for a score that is not finite.
 */
export function auc(first: ArrayLike<number>, second: ArrayLike<number>): Auc | undefined {
  requireFinite('first', first);
  requireFinite('second', second);
  const [m, n] = [second.length, first.length];
  if (m === 0 || n === 0) return undefined;
  const pooled = midranks([...Array.from(second), ...Array.from(first)]);
  const [withinSecond, withinFirst] = [midranks(Array.from(second)), midranks(Array.from(first))];
  /** Share of the other group that lies on the right side of each score. */
  const ofSecond = withinSecond.map((rank, i) => ((pooled[i] as number) - rank) / n);
  const ofFirst = withinFirst.map((rank, i) => 1 - ((pooled[m + i] as number) - rank) / m);
  const estimate = mean(ofSecond);
  if (m < 2 || n < 2) return { estimate, variance: undefined };
  return { estimate, variance: variance(ofSecond) / m + variance(ofFirst) / n };
}

/** Ranks from 1, equals sharing the mean of theirs. */
function midranks(values: readonly number[]): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
