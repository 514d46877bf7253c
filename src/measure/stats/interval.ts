/** The shape of a confidence interval; it does not know what it is an interval of, nor at which confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
