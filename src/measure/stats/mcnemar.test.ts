import { describe, expect, it } from 'vitest';
import { mcnemar } from './mcnemar.ts';

describe('mcnemar', () => {
  it.each([
    // exact: statsmodels 0.15.0 mcnemar([[0, b], [c, 0]], exact=True).pvalue
    // mid-p: SciPy, sum of binom.pmf(k, b + c, 0.5) over less likely k, plus half of it over equally likely k
    [1, 7, 0.0703125, 0.0390625],
    [6, 16, 0.052478790283203125, 0.03468966484069827],
    [0, 5, 0.0625, 0.03125],
    [8, 8, 1, 0.9018096923828123],
    [71, 40, 0.004195534185394861, 0.0032169399516518305],
  ])('%d against %d agrees with statsmodels and SciPy', (b, c, exact, midP) => {
    expect(mcnemar(b, c).exact).toBeCloseTo(exact, 10);
    expect(mcnemar(b, c).midP).toBeCloseTo(midP, 10);
  });

  it('gives the published p-values for 6 against 16: exact 0.052479, mid-p 0.034690', () => {
    // Fagerland, Lydersen & Laake 2013, BMC Med. Res. Methodol. 13:91; test suite of R package contingencytables
    expect(mcnemar(6, 16).exact.toFixed(6)).toBe('0.052479');
    expect(mcnemar(6, 16).midP.toFixed(6)).toBe('0.034690');
  });

  it('stays exact for thousands of discordant cases', () => {
    // statsmodels, as above
    expect(mcnemar(1020, 1100).exact).toBeCloseTo(0.08618007354303607, 10);
  });

  it('finds nothing without discordant cases and refuses what is no count', () => {
    expect(mcnemar(0, 0)).toEqual({ exact: 1, midP: 1 });
    expect(() => mcnemar(-1, 3)).toThrow('got -1');
    expect(() => mcnemar(2, 2.5)).toThrow('got 2.5');
  });
});
