import { expect, it } from 'vitest';
import { count } from './count.ts';
import { duration } from './duration.ts';
import { milliseconds } from './milliseconds.ts';
import { pValue } from './p-value.ts';
import { percent } from './percent.ts';
import { points } from './points.ts';
import { range } from './range.ts';
import { usd } from './usd.ts';

it('writes amounts with as many decimals as their size needs', () => {
  const written = [0, 0.000028, 0.0021, 0.058, 0.31, 12.4, 1240, -0.5, 1e-9].map((amount) => usd(amount));
  expect(written).toEqual([
    '$0',
    '$0.000028',
    '$0.0021',
    '$0.058',
    '$0.31',
    '$12.40',
    '$1,240',
    '−$0.50',
    '<$0.000001',
  ]);
});

it('signs differences, and never writes a negative nought', () => {
  expect([4.21, -1.66, 0, -0.04].map(points)).toEqual(['+4.2', '−1.7', '0.0', '0.0']);
});

it('joins the ends of an interval so that a sign is not read as a dash', () => {
  expect(range({ low: 0.8, high: 0.876 }, percent)).toBe('80.0–87.6');
  expect(range({ low: -4.3, high: 2.6 }, points)).toBe('−4.3 to +2.6');
});

it('does not write a small p-value as nought', () => {
  expect([0.7431, 0.001, 2.2e-16].map(pValue)).toEqual(['p = 0.743', 'p = 0.001', 'p < 0.001']);
});

it('writes counts, latencies and spans', () => {
  expect(count(1048223)).toBe('1,048,223');
  expect([0.24, 19, 99, 2310].map(milliseconds)).toEqual(['0.2', '19.0', '99.0', '2,310']);
  expect([0.44, 48.2, 185, 7800, 3600].map(duration)).toEqual([
    '0.4 s',
    '48 s',
    '3 min 5 s',
    '2 h 10 min',
    '1 h',
  ]);
});

it('an upper bound in dollars is never shown below itself', () => {
  expect([2.741, 0.0021001, 3.96].map((amount) => usd(amount, 'ceil'))).toEqual([
    '$2.75',
    '$0.0022',
    '$3.96',
  ]);
});
