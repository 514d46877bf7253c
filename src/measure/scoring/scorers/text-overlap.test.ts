import { describe, expect, it } from 'vitest';
import type { Expected } from '../../../domain/case.ts';
import { scoreOutput } from '../testing/score-output.ts';
import { levenshteinDistance } from '../text/levenshtein-distance.ts';

const text = (t: string): Expected => ({ kind: 'text', text: t });

describe('token-f1', () => {
  // compute_f1 of the SQuAD 2.0 evaluation script, run in Python 3.11: expected, given, F1.
  it.each([
    ['the Denver Broncos', 'Denver Broncos won the game', 2 / 3],
    ['308', 'It was 308 points.', 0.4],
    ['four', '4', 0],
    ['a b a', 'a a b b', 2 / 3],
    ['Paris, France', 'paris france', 1],
    ['', 'something', 0],
    ['state-of-the-art', 'state of the art', 0],
    ['the cat sat on the mat', 'on the mat sat a cat', 1],
  ])('%j against %j gives %d, as SQuAD does', async (expected, given, f1) => {
    expect(await scoreOutput({ kind: 'token-f1' }, given, text(expected))).toBeCloseTo(f1, 12);
  });

  it('takes the best of the accepted answers', async () => {
    const expected: Expected = { kind: 'accepted', answers: ['nothing alike', 'Denver Broncos'] };
    expect(await scoreOutput({ kind: 'token-f1' }, 'the Denver Broncos', expected)).toBe(1);
  });
});

describe('rouge-l', () => {
  // rouge-score 0.1.2, RougeScorer(['rougeL'], use_stemmer=False): reference, candidate, F1.
  it.each([
    ['the cat was found under the bed', 'the cat was under the bed', 0.923076923076923],
    ['police killed the gunman', 'police kill the gunman', 0.75],
    ['police killed the gunman', 'the gunman kill police', 0.5],
    [
      'The quick, brown fox; jumps over the lazy dog.',
      'A quick brown dog jumps on the log',
      0.47058823529411764,
    ],
    ['a b c d e f g', 'g f e d c b a', 0.14285714285714285],
    [
      'We refund within 14 days of purchase. Contact support first.',
      'Contact support first. We refund within 14 days of purchase.',
      0.7,
    ],
    ['x y', 'p q r', 0],
    ["It's state-of-the-art (2024).", 'its state of the art 2024', 0.7692307692307692],
    ['a a a a b', 'a b a a', 0.6666666666666666],
  ])('%j against %j gives %d, as rouge-score does', async (expected, given, f1) => {
    expect(await scoreOutput({ kind: 'rouge-l' }, given, text(expected))).toBeCloseTo(f1, 12);
  });

  it('reads scripts that rouge-score drops', async () => {
    expect(await scoreOutput({ kind: 'rouge-l' }, 'возврат денег', text('возврат товара'))).toBe(0.5);
  });
});

describe('rouge-n', () => {
  // rouge-score 0.1.2: reference, candidate, rouge1, rouge2.
  it.each([
    ['the cat was found under the bed', 'the cat was under the bed', 0.923076923076923, 0.7272727272727272],
    ['police killed the gunman', 'the gunman kill police', 0.75, 0.3333333333333333],
    ['a a a a b', 'a b a a', 0.888888888888889, 0.5714285714285715],
    ["It's state-of-the-art (2024).", 'its state of the art 2024', 0.7692307692307692, 0.7272727272727272],
    ['one', 'one', 1, 0],
  ])('%j against %j gives %d and %d, as rouge-score does', async (expected, given, one, two) => {
    expect(await scoreOutput({ kind: 'rouge-n' }, given, text(expected))).toBeCloseTo(one, 12);
    const bigrams = { kind: 'rouge-n', settings: { n: 2 } };
    expect(await scoreOutput(bigrams, given, text(expected))).toBeCloseTo(two, 12);
  });
});

describe('levenshtein', () => {
  // Levenshtein 1966 and Wagner & Fischer 1974: the standard examples.
  it.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['intention', 'execution', 5],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('%j to %j takes %d edits', (a, b, distance) => {
    expect(levenshteinDistance(a, b)).toBe(distance);
    expect(levenshteinDistance(b, a)).toBe(distance);
  });

  it('is 1 minus distance by the longer text, or within a distance', async () => {
    expect(await scoreOutput({ kind: 'levenshtein' }, 'sitting', text('kitten'))).toBeCloseTo(4 / 7, 12);
    const within = (maxDistance: number) => ({ kind: 'levenshtein', settings: { maxDistance } });
    expect(await scoreOutput(within(3), 'sitting', text('kitten'))).toBe(1);
    expect(await scoreOutput(within(2), 'sitting', text('kitten'))).toBe(0);
  });
});
