import { describe, expect, it } from 'vitest';
import { numbersInText } from './numbers-in-text.ts';

describe('numbersInText', () => {
  it.each<[string, number[]]>([
    ['42', [42]],
    ['costs $1,234.50 in all', [1234.5]],
    ['1.234,50 €', [1234.5]],
    ['1 234 567,8', [1234567.8]],
    ["CHF 1'234'567.80", [1234567.8]],
    ['1,234', [1234]],
    ['1,23', [1.23]],
    ['1.234', [1.234]],
    ['1.234.567', [1234567]],
    ['12,34,56', [12.34, 56]],
    ['−5 °C, -6, +7', [-5, -6, 7]],
    ['6.02e23 and 1E-3', [6.02e23, 1e-3]],
    ['3–5 days, 3-5 days', [3, 5, 3, 5]],
    ['2024-05-01', [2024, 5, 1]],
    ['12.5%', [12.5]],
    ['5 apples, 3 pears', [5, 3]],
    ['v2x', [2]],
    ['none', []],
    ['', []],
  ])('%j holds %j', (text, expected) => {
    expect([...numbersInText(text)].map(({ value }) => value)).toEqual(expected);
  });

  it('says where each stands', () => {
    expect([...numbersInText('from 1,250 to −3')]).toEqual([
      { value: 1250, start: 5, end: 10 },
      { value: -3, start: 14, end: 16 },
    ]);
  });

  it('never gives an infinite number', () => {
    expect([...numbersInText('1e999')]).toEqual([]);
  });

  it('takes linear time on text made to be slow', () => {
    const start = performance.now();
    for (const text of ['111,'.repeat(500_000), '1'.repeat(2_000_000), '1.1e'.repeat(500_000)]) {
      let count = 0;
      for (const _ of numbersInText(text)) count++;
      expect(count).toBeGreaterThan(0);
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
