import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, leftOutNote } from './cut.ts';

it('leaves a short text whole and says nothing', () => {
  expect(cut('abc', 3)).toEqual({ text: 'abc', leftOut: 0 });
  expect(leftOutNote(0)).toBe('');
});

it('says how much is missing', () => {
  const { text, leftOut } = cut('x'.repeat(5000), 100);
  expect(text).toHaveLength(100);
  expect(leftOutNote(leftOut)).toBe('… 4,900 characters left out');
});

it('never cuts inside a surrogate pair and accounts for every unit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (whole, limit) => {
      const { text, leftOut } = cut(whole, limit);
      expect(text.isWellFormed()).toBe(true);
      expect(text.length + leftOut).toBe(whole.length);
    }),
  );
});
