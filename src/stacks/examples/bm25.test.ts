import { expect, it } from 'vitest';
import { bm25Index } from './bm25.ts';

const texts = [
  'Where is my parcel? The parcel has not arrived.',
  'My invoice is wrong, please correct the invoice',
  'parcel arrived broken',
  'Thank you',
  'The tracking page says the parcel is in Leipzig, but nothing has arrived since Monday and I need the parcel today',
];

/**
 * bm25s 0.2.14 (PyPI) over the same words:
 * `r = bm25s.BM25(method="lucene", k1=1.2, b=0.75, dtype="float64"); r.index(corpus); r.get_scores(query)`.
 */
it.each([
  ['parcel arrived', [0.572946699, 0, 0.667920736, 0, 0.393779258]],
  ['wrong invoice for the broken parcel', [0.572946699, 1.784618886, 1.19290356, 0, 0.533800321]],
])('scores %j as bm25s does', (query, expected) => {
  const scores = bm25Index(texts).scores(query);
  expect(scores).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(scores[i]).toBeCloseTo(value, 8);
  });
});

it('reads words of any script, width and case, and counts a repeated one once', () => {
  const index = bm25Index(['ＰＡＲＣＥＬ lost', 'Посылка пришла', 'other']);
  expect([...index.scores('parcel')].map(Boolean)).toEqual([true, false, false]);
  expect([...index.scores('ПОСЫЛКА!')].map(Boolean)).toEqual([false, true, false]);
  expect(index.scores('lost lost lost')).toEqual(index.scores('lost'));
});

it('gives 0 to what shares no word, and to everything in an empty collection', () => {
  expect(bm25Index(['a', '', '!']).scores('b')).toEqual(new Float64Array(3));
  expect(bm25Index([]).scores('b')).toEqual(new Float64Array(0));
});
