import { describe, expect, it } from 'vitest';
import { clusterDesign } from './cluster.ts';

const VALUES = [
  0.2, 0.3, 0.1, -0.4, -0.2, 0.6, 0.5, 0.7, 0.9, 0, 0.1, 0.2, -0.1, -0.3, 0, 0.4, 0.5, 0.8, 0.2, 0.3,
];
const GROUPS = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7];

describe('clusterDesign', () => {
  it('gives ICC(1,1) = .17 for the ratings of Shrout & Fleiss 1979, Table 2', () => {
    const ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7];
    const design = clusterDesign(
      ratings,
      ratings.map((_, i) => Math.floor(i / 4)),
    );
    expect(design?.intraclass?.toFixed(2)).toBe('0.17');
    // statsmodels 0.15.0: anova_lm(ols('v ~ g')), (MSB - MSW) / (MSB + 3 MSW)
    expect(design?.intraclass).toBeCloseTo(0.1657417684054757, 12);
  });

  it('agrees with mean squares from statsmodels for unequal groups', () => {
    // anova_lm gives MSB 0.291024, MSW 0.032569; n0 = (20 - 56/20) / 7; deff = 1 + (56/20 - 1) rho
    const design = clusterDesign(VALUES, GROUPS);
    expect(design).toMatchObject({ n: 20, clusters: 8 });
    expect(design?.intraclass).toBeCloseTo(0.7635686860693456, 12);
    expect(design?.designEffect).toBeCloseTo(2.3744236349248222, 12);
    expect(design?.effectiveN).toBeCloseTo(8.423096748964609, 12);
  });

  it('counts every case once when each is its own group', () => {
    expect(clusterDesign([1, 0, 1], ['a', 'b', 'c'])).toEqual({
      n: 3,
      clusters: 3,
      intraclass: undefined,
      designEffect: 1,
      effectiveN: 3,
    });
  });

  it('counts groups, not cases, when values show no spread at all', () => {
    const design = clusterDesign([1, 1, 1, 1], ['a', 'a', 'b', 'b']);
    expect(design).toMatchObject({ intraclass: undefined, designEffect: 2, effectiveN: 2 });
  });

  it('never claims more cases than there are: a negative correlation counts as none', () => {
    const design = clusterDesign([0, 1, 0, 1], ['a', 'a', 'b', 'b']);
    expect(design?.intraclass).toBe(-1);
    expect(design?.effectiveN).toBe(4);
  });

  it('is undefined with one group and refuses ragged or broken input', () => {
    expect(clusterDesign([1, 0], ['a', 'a'])).toBeUndefined();
    expect(() => clusterDesign([1, 0], ['a'])).toThrow('2 and 1');
    expect(() => clusterDesign([1, Number.NaN], ['a', 'b'])).toThrow('NaN');
  });
});
