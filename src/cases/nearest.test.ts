import { expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

it('counts insertions, deletions and substitutions', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('intention', 'execution')).toBe(5);
  expect(editDistance('', 'abc')).toBe(3);
});

it('finds the nearest, case ignored', () => {
  expect(nearest('BILING', ['shipping', 'billing'])).toBe('billing');
  expect(nearest('a', [])).toBeUndefined();
});
