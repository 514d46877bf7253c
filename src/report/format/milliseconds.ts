/** A latency in milliseconds without its unit: whole from 10 on, one decimal below. */
import { count } from './count.ts';

export function milliseconds(ms: number): string {
  return ms >= 10 ? count(ms) : ms.toFixed(1);
}
