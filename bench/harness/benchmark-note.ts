/** What stands beside every figure: the machine, its load, and how a mean and a difference are written. */
import type { RetrievalComparison } from '../../src/measure/retrieval/compare-retrieval.ts';
import type { Interval } from '../../src/measure/stats/interval.ts';
import { describeMachine } from '../../src/workbench/describe-machine.ts';

export function machineNote(): string {
  const { cpu, cores, loadAverage, node } = describeMachine();
  return `${cpu}, ${cores} cores shared with other work, Node ${node}, load average ${loadAverage} at the end`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

const digits = (value: number) => value.toFixed(3).replace('-', '−');

export function withInterval(mean: number, interval: Interval | undefined): string {
  return interval ? `${digits(mean)} (${digits(interval.low)}–${digits(interval.high)})` : digits(mean);
}

/** `+0.012 (−0.001 to 0.025)`. */
export function difference({
  difference: mean,
  interval,
}: Pick<RetrievalComparison, 'difference' | 'interval'>): string {
  const sign = mean > 0 ? '+' : '';
  return `${sign}${digits(mean)}${interval ? ` (${digits(interval.low)} to ${digits(interval.high)})` : ''}`;
}
