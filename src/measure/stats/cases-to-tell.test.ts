import { describe, expect, it } from 'vitest';
import { casesToTell } from './cases-to-tell.ts';

describe('casesToTell', () => {
  // statsmodels 0.15.0: normal_sample_size_one_tail(distance, 0.8, 0.025, std_null=0.4, std_alternative=0.4): 348.8 for a
  // distance of 0.06, 12558.2 for 0.01, 502.3 for 0.05; with power 0.9, alpha 0.005: 1487.9 for 0.04, 23807.02 for 0.01
  it('lists the verdicts that a small gain points to, fewest cases first', () => {
    expect(casesToTell({ n: 200, difference: 0.01, variance: 0.16, margin: 0.05 })).toEqual([
      { verdict: 'no worse', total: 349, more: 149 },
      { verdict: 'better', total: 12559, more: 12359 },
    ]);
  });

  it('points only to no worse when nothing differs so far', () => {
    expect(casesToTell({ n: 600, difference: 0, variance: 0.16, margin: 0.05 })).toEqual([
      { verdict: 'no worse', total: 503, more: 0 },
    ]);
  });

  it('reaches worse before no worse when the loss is most of the margin', () => {
    const observed = {
      n: 100,
      difference: -0.04,
      variance: 0.16,
      margin: 0.05,
      power: 0.9,
      confidence: 0.99,
    };
    expect(casesToTell(observed)).toEqual([
      { verdict: 'worse', total: 1488, more: 1388 },
      { verdict: 'no worse', total: 23808, more: 23708 },
    ]);
  });

  it('points only to worse at or below the margin', () => {
    expect(casesToTell({ n: 50, difference: -0.05, variance: 0.16, margin: 0.05 })).toEqual([
      { verdict: 'worse', total: 503, more: 453 },
    ]);
  });

  it.each([
    [{ variance: 0 }, 'variance'],
    [{ difference: Number.NaN }, 'difference'],
    [{ margin: -0.05 }, 'margin'],
    [{ n: 0 }, 'n must'],
    [{ power: 1 }, 'power'],
  ])('refuses %o', (wrong, message) => {
    expect(() => casesToTell({ n: 10, difference: 0, variance: 0.2, margin: 0.05, ...wrong })).toThrow(
      message,
    );
  });
});
