/** A latency in milliseconds without its unit: whole from 100 on, one decimal below. */
import { count } from './count.ts';

export function milliseconds(ms: number): string {
  return ms >= 100 ? count(ms) : ms.toFixed(1);
}
