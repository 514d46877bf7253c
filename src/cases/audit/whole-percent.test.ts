import { expect, test } from 'vitest';
import { wholePercent } from './whole-percent.ts';

test('says neither none nor all of what is some', () => {
  const shares = [0, 2 / 900, 0.004, 0.006, 0.5, 899 / 900, 1];
  expect(shares.map(wholePercent)).toEqual(['0', '<1', '<1', '1', '50', '>99', '100']);
});
