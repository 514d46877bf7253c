import { describe, expect, it } from 'vitest';
import { kappa } from './kappa.ts';

const GRADES = ['poor', 'fair', 'good'];
const TABLE = [
  [53, 5, 2],
  [11, 14, 5],
  [1, 6, 3],
];

/** The two ratings whose cross table is `table`. */
function ratings(table: readonly (readonly number[])[], names: readonly string[]): [string[], string[]] {
  const first: string[] = [];
  const second: string[] = [];
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      for (let k = 0; k < count; k += 1) {
        first.push(names[i] ?? '');
        second.push(names[j] ?? '');
      }
    });
  });
  return [first, second];
}

describe('kappa', () => {
  it('gives 0.40 for the grant-reader example (20, 5, 10, 15), with the interval of statsmodels', () => {
    // statsmodels 0.15.0: cohens_kappa([[20, 5], [10, 15]]).kappa, .kappa_low, .kappa_upp
    const result = kappa(
      ...ratings(
        [
          [20, 5],
          [10, 15],
        ],
        ['yes', 'no'],
      ),
    );
    expect(result).toMatchObject({ n: 50 });
    expect(result.agreement).toBeCloseTo(0.7, 12);
    expect(result.kappa).toBeCloseTo(0.4, 12);
    expect(result.interval?.low).toBeCloseTo(0.151092290476661, 10);
    expect(result.interval?.high).toBeCloseTo(0.6489077095233389, 10);
  });

  it.each([
    ['none', 0.4285714285714285, 0.27969485445574205, 0.5774480026871149],
    ['linear', 0.4923076923076922, 0.3517254678093234, 0.6328899168060611],
    ['quadratic', 0.5666666666666667, 0.41237027924098396, 0.7209630540923493],
  ] as const)('agrees with statsmodels for three grades, weights %s', (weights, value, low, high) => {
    // statsmodels 0.15.0: cohens_kappa([[53, 5, 2], [11, 14, 5], [1, 6, 3]], wt=None / 'linear' / 'quadratic')
    const result = kappa(...ratings(TABLE, GRADES), { categories: GRADES, weights });
    expect(result.agreement).toBeCloseTo(0.7, 12);
    expect(result.kappa).toBeCloseTo(value, 12);
    expect(result.interval?.low).toBeCloseTo(low, 10);
    expect(result.interval?.high).toBeCloseTo(high, 10);
  });

  it('does not depend on which rater is named first', () => {
    const [first, second] = ratings(TABLE, GRADES);
    expect(kappa(second, first).kappa).toBeCloseTo(kappa(first, second).kappa ?? Number.NaN, 12);
  });

  it('has no interval for perfect agreement, and no kappa when only one category was used', () => {
    const perfect = kappa(['a', 'b', 'b'], ['a', 'b', 'b']);
    expect(perfect.kappa).toBeCloseTo(1, 12);
    expect(perfect.interval).toBeUndefined();
    const single = kappa(['a', 'a'], ['a', 'a']);
    expect(single).toMatchObject({ n: 2, agreement: 1, kappa: undefined, interval: undefined });
    expect(kappa([], [])).toEqual({ n: 0, agreement: undefined, kappa: undefined, interval: undefined });
  });

  it('refuses ragged ratings, unknown categories and weights without an order', () => {
    expect(() => kappa(['a'], [])).toThrow('1 and 0');
    expect(() => kappa(['a'], ['c'], { categories: ['a', 'b'] })).toThrow('got c');
    expect(() => kappa(['a'], ['b'], { weights: 'linear' })).toThrow('categories');
  });
});
