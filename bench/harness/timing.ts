/** How long work took, and what many such times come to. */
import { quantileInterval } from '../../src/measure/stats/quantile-interval.ts';

export interface Timed<T> {
  readonly ms: number;
  readonly result: T;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const startedMs = performance.now();
  const result = await work();
  return { ms: performance.now() - startedMs, result };
}

export function quantile(values: readonly number[], probability: number): number {
  return quantileInterval(values, probability)?.estimate ?? Number.NaN;
}

/** `12.1 / 17.9`: median and p95. */
export function times(values: readonly number[]): string {
  return `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.95).toFixed(1)}`;
}

/** With the 95 % interval of the p95, where there are enough of them. */
export function timesWithInterval(values: readonly number[]): string {
  const { low, high } = quantileInterval(values, 0.95) ?? {};
  const range = low !== undefined && high !== undefined;
  return `${times(values)}${range ? ` (${low.toFixed(1)}–${high.toFixed(1)})` : ''}`;
}
