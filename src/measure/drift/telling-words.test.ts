import { expect, it } from 'vitest';
import { tellingWords } from './telling-words.ts';
import { wordSets } from './word-sets.ts';

it('names words by the difference of their shares over its standard error', () => {
  const texts = [
    ...Array.from({ length: 90 }, () => 'common'),
    ...Array.from({ length: 10 }, () => 'common old'),
    ...Array.from({ length: 60 }, () => 'Common'),
    ...Array.from({ length: 40 }, () => 'common new, NEW'),
  ];
  const side = Uint8Array.from(texts, (_, at) => (at < 100 ? 0 : 1));
  const found = tellingWords(wordSets(texts), side, 5);
  expect(found.map(({ word, first, second }) => [word, first, second])).toEqual([['new', 0, 0.4]]);
  // 0.4 / √(0.2 · 0.8 · (1/100 + 1/100)); "old" has 0.1 / √(0.05 · 0.95 · 0.02) = 3.24, which is too little.
  expect(found[0]?.z).toBeCloseTo(7.0711, 3);
});
