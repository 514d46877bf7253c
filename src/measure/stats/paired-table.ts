/** The 2×2 table of two yes/no answers to the same cases; it does not know who answered. */
import { requireCount, requireSameLength } from './arguments.ts';

/** Counts of cases by who was right. Differences read first − second. */
export interface PairedTable {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** Counts `first` and `second`, outcomes of the same cases in the same order. */
export function pairedTable(first: readonly boolean[], second: readonly boolean[]): PairedTable {
  requireSameLength('first', first, 'second', second);
  const table = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  first.forEach((a, i) => {
    const b = second[i];
    if (a) {
      table[b ? 'both' : 'onlyFirst'] += 1;
    } else {
      table[b ? 'onlySecond' : 'neither'] += 1;
    }
  });
  return table;
}

/** The number of pairs. @throws RangeError if a cell is not a count. */
export function pairsIn(table: PairedTable): number {
  for (const cell of ['both', 'onlyFirst', 'onlySecond', 'neither'] as const) {
    requireCount(cell, table[cell]);
  }
  return table.both + table.onlyFirst + table.onlySecond + table.neither;
}
