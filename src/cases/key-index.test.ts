import { expect, it } from 'vitest';
import { KeyIndex } from './key-index.ts';

it('numbers texts in order of first appearance, through growth', () => {
  const index = new KeyIndex();
  for (let n = 0; n < 20_000; n += 1) expect(index.add(`text ${n}`)).toBe(n);
  for (let n = 0; n < 20_000; n += 7) expect(index.add(`text ${n}`)).toBe(n);
  expect(index.size).toBe(20_000);
  expect(index.get('text 5')).toBe(5);
  expect(index.get('never added')).toBeUndefined();
});
