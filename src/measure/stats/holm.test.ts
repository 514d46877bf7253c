import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';

describe('holm', () => {
  it('agrees with statsmodels, in the order given', () => {
    // statsmodels 0.15.0: multipletests([.01, .04, .03, .005, .6, .04], method='holm')[1]
    const expected = [0.05, 0.12, 0.12, 0.03, 0.6, 0.12];
    holm([0.01, 0.04, 0.03, 0.005, 0.6, 0.04]).forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i] ?? Number.NaN, 12);
    });
  });

  it('keeps the order of the p-values, never lowers one and lies between none and Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
        const adjusted = holm(ps);
        ps.forEach((p, i) => {
          const own = adjusted[i] ?? Number.NaN;
          expect(own >= p && own <= Math.min(1, p * ps.length)).toBe(true);
          ps.forEach((other, j) => {
            expect(p <= other ? own <= (adjusted[j] ?? Number.NaN) : true).toBe(true);
          });
        });
      }),
    );
  });

  it('takes none, and refuses what is no p-value', () => {
    expect(holm([])).toEqual([]);
    expect(() => holm([0.2, 1.2])).toThrow('pValues[1]');
  });
});
