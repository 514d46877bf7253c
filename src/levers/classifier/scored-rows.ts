/** Rows with the scores a model gave to each class, and their true classes: what calibration works on. */

export interface ScoredRows {
  /** Rows × classes. */
  readonly scores: Float64Array;
  readonly classes: readonly number[];
  readonly classCount: number;
}

/** Mean of −ln P(true class), with P = softmax(score ÷ temperature). */
export function logLoss({ scores, classes, classCount }: ScoredRows, temperature: number): number {
  let sum = 0;
  classes.forEach((k, i) => {
    const row = scores.subarray(i * classCount, (i + 1) * classCount);
    const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const total = row.reduce((t, s) => t + Math.exp((s - top) / temperature), 0);
    sum += Math.log(total) + (top - (row[k] as number)) / temperature;
  });
  return sum / classes.length;
}

/** The share of rows whose true class has the highest score. */
export function accuracy({ scores, classes, classCount }: ScoredRows): number {
  const right = classes.filter((k, i) => {
    const row = scores.subarray(i * classCount, (i + 1) * classCount);
    return row.every((s, other) => other === k || s < (row[k] as number));
  });
  return right.length / classes.length;
}
