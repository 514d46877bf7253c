/** The two ends of an interval in one string, each written by `write`: `80.0–87.6`, and `−4.3 to +2.6` where ends carry a sign. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

export function range(ends: Ends, write: (end: number) => string): string {
  const [low, high] = [write(ends.low), write(ends.high)];
  return /^[+−]/.test(low) || /^[+−]/.test(high) ? `${low} to ${high}` : `${low}–${high}`;
}
