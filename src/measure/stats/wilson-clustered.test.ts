import { expect, it } from 'vitest';
import { wilson } from './wilson.ts';
import { wilsonClustered } from './wilson-clustered.ts';

it('equals Wilson’s interval when every case is its own group', () => {
  const outcomes = [true, false, true, true, false];
  expect(wilsonClustered(outcomes, [1, 2, 3, 4, 5])).toEqual(wilson(3, 5));
});

it('equals Wilson’s interval on the groups when all cases of a group agree', () => {
  // rho = 1, so 40 cases in 10 groups of 4 are worth 10; statsmodels proportion_confint(7, 10, method='wilson')
  const groups = Array.from({ length: 40 }, (_, i) => Math.floor(i / 4));
  const interval = wilsonClustered(
    groups.map((group) => group < 7),
    groups,
  );
  expect(interval?.low).toBeCloseTo(0.39677814746114537, 10);
  expect(interval?.high).toBeCloseTo(0.8922087325936989, 10);
});

it('is undefined when spread between groups cannot be seen', () => {
  expect(wilsonClustered([true, false], ['a', 'a'])).toBeUndefined();
  expect(wilsonClustered([], [])).toBeUndefined();
});
