import { describe, expect, it } from 'vitest';
import { auc } from './auc.ts';

const first = [0.1, 0.4, 0.35, 0.4, 0.2, 0.6];
const second = [0.8, 0.4, 0.7, 0.55, 0.35];

describe('auc', () => {
  it('is the share of pairs in the right order, with the variance of DeLong', () => {
    // The definition, pair by pair, in Python: 23.5 of 30 pairs; 0.021166666666666667.
    const found = auc(first, second);
    expect(found?.estimate).toBeCloseTo(23.5 / 30, 12);
    expect(found?.variance).toBeCloseTo(0.021166666666666667, 12);
    expect(auc(second, first)?.estimate).toBeCloseTo(6.5 / 30, 12);
  });

  it('is 1 without variance where nothing overlaps, and 0.5 where all is equal', () => {
    expect(auc([1, 2], [3, 4, 5])).toEqual({ estimate: 1, variance: 0 });
    expect(auc([1, 1], [1, 1, 1])).toEqual({ estimate: 0.5, variance: 0 });
  });

  it('says nothing of an empty group, and knows no variance of one score', () => {
    expect(auc([], [1])).toBeUndefined();
    expect(auc([1], [2, 3])).toEqual({ estimate: 1, variance: undefined });
    expect(() => auc([Number.NaN], [1])).toThrow(RangeError);
  });
});
