import { describe, expect, it } from 'vitest';
import { tangoTest } from './tango-test.ts';

describe('tangoTest', () => {
  // SciPy 1.17.1, without the closed form: the trinomial likelihood maximised by minimize_scalar(method='bounded') under
  // p12 − p21 = −margin, z = (b − c + n margin) / sqrt(n (p12 + p21 − margin²)), p = norm.sf(z)
  it.each([
    [0, 1, 44, 0.1, 1.7085642536908334, 0.043765847427678285],
    [6, 16, 161, 0.05, -0.42605779156676843, 0.6649671323311891],
    [1, 7, 21, 0.05, -1.8069892611927585, 0.9646180231970554],
    [30, 25, 350, 0.05, 2.9146882387979822, 0.0017802200939379801],
    [12, 2, 60, 0.1, 3.847312894774329, 5.97102072603538e-5],
    [0, 0, 30, 0.1, 1.8257418238889533, 0.03394458002761215],
  ])(
    '%d against %d of %d with margin %d agrees with a numeric maximisation',
    (b, c, n, margin, statistic, pValue) => {
      const result = tangoTest({ both: n - b - c, onlyFirst: b, onlySecond: c, neither: 0 }, margin);
      expect(result?.statistic).toBeCloseTo(statistic, 6);
      expect(result?.pValue).toBeCloseTo(pValue, 7);
    },
  );

  it('has p = 0.025 where the published score interval ends: −0.1240 and −0.0054 for 6 against 16 of 161', () => {
    // Fagerland, Lydersen & Laake 2017, ch. 8; test suite of R package contingencytables
    const table = { both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 };
    expect(tangoTest(table, 0.124)?.pValue).toBeCloseTo(0.025, 3);
    expect(tangoTest(table, 0.0054)?.pValue).toBeCloseTo(0.975, 3);
  });

  it('is undefined for an empty table and refuses impossible margins', () => {
    const table = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
    expect(tangoTest(table, 0.05)).toBeUndefined();
    expect(() => tangoTest(table, 5)).toThrow('got 5');
    expect(() => tangoTest({ ...table, both: -1 }, 0.05)).toThrow('got -1');
  });
});
