import { expect, it } from 'vitest';
import { pairedTable, pairsIn } from './paired-table.ts';

it('counts who was right', () => {
  const first = [true, true, true, false, false, false];
  const second = [true, false, false, true, false, false];
  const table = pairedTable(first, second);
  expect(table).toEqual({ both: 1, onlyFirst: 2, onlySecond: 1, neither: 2 });
  expect(pairsIn(table)).toBe(6);
});

it('refuses ragged outcomes and cells that are no counts', () => {
  expect(() => pairedTable([true], [])).toThrow('1 and 0');
  expect(() => pairsIn({ both: 1, onlyFirst: -2, onlySecond: 0, neither: 0 })).toThrow('onlyFirst');
  expect(() => pairsIn({ both: 1.5, onlyFirst: 0, onlySecond: 0, neither: 0 })).toThrow('1.5');
});
