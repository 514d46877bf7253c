import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombePaired } from './newcombe-paired.ts';
import type { PairedTable } from './paired-table.ts';
import { createRandom } from './random.ts';

describe('newcombePaired', () => {
  it.each([
    // Complete response (Cavo et al. 2012): −0.0621 (−0.1186 to −0.0046), test suite of R package contingencytables,
    // companion of Fagerland, Lydersen & Laake 2017, ch. 8
    [{ both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 }, '-0.1186', '-0.0046'],
    // Airway reactivity (Bentur et al. 2009): −0.507 to −0.026, Fagerland et al. 2014 (Stat. Med. 33:2850)
    [{ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 }, '-0.507', '-0.026'],
  ])('gives the published interval of %o', (table, low, high) => {
    const digits = low.split('.')[1]?.length;
    const interval = newcombePaired(table);
    expect(interval?.low.toFixed(digits)).toBe(low);
    expect(interval?.high.toFixed(digits)).toBe(high);
  });

  const cells = fc.record({
    both: fc.nat(99),
    onlyFirst: fc.nat(99),
    onlySecond: fc.nat(99),
    neither: fc.nat(99),
  });

  it('holds the difference, stays within −1 … 1 and changes sign with the order', () => {
    fc.assert(
      fc.property(cells, (table) => {
        const n = table.both + table.onlyFirst + table.onlySecond + table.neither;
        fc.pre(n > 0);
        const { low, high } = newcombePaired(table) ?? { low: Number.NaN, high: Number.NaN };
        const difference = (table.onlyFirst - table.onlySecond) / n;
        expect(low <= difference + 1e-12 && difference <= high + 1e-12).toBe(true);
        expect(low >= -1 - 1e-12 && high <= 1 + 1e-12).toBe(true);
        const swapped = newcombePaired({
          ...table,
          onlyFirst: table.onlySecond,
          onlySecond: table.onlyFirst,
        });
        expect(swapped?.low).toBeCloseTo(-high, 12);
      }),
    );
  });

  it('keeps some width when two answers never disagree', () => {
    const interval = newcombePaired({ both: 300, onlyFirst: 0, onlySecond: 0, neither: 50 });
    expect(interval?.low).toBeLessThan(0);
    expect(interval?.high).toBeGreaterThan(0);
  });

  it('covers the true difference in 93 to 98 % of simulated comparisons', () => {
    const random = createRandom('coverage of newcombe, paired');
    const runs = 3000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const interval = newcombePaired(drawTable(random.next, 60, 0.6, 0.15, 0.1));
      covered += interval !== undefined && interval.low <= 0.05 && 0.05 <= interval.high ? 1 : 0;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.98);
  });

  it('is undefined for an empty table and refuses cells that are no counts', () => {
    const empty: PairedTable = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
    expect(newcombePaired(empty)).toBeUndefined();
    expect(() => newcombePaired({ ...empty, neither: Number.NaN })).toThrow('NaN');
    expect(() => newcombePaired({ ...empty, both: 3 }, 1)).toThrow('got 1');
  });
});

function drawTable(
  next: () => number,
  n: number,
  both: number,
  onlyFirst: number,
  onlySecond: number,
): PairedTable {
  const table = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (let i = 0; i < n; i += 1) {
    const u = next();
    if (u < both) table.both += 1;
    else if (u < both + onlyFirst) table.onlyFirst += 1;
    else if (u < both + onlyFirst + onlySecond) table.onlySecond += 1;
    else table.neither += 1;
  }
  return table;
}
