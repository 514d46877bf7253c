import { expect, test } from 'vitest';
import { drawContinuations } from './draw-continuations.ts';

test('four at most, none the beginning of another, each a few whole words', () => {
  const long = 'Hello Luke, a rest is not paid out at all';
  expect(drawContinuations(['refund', ' refund ', 'refunds', '', long, long, 'card', 'x', 'y'])).toEqual([
    'refund',
    'Hello Luke, a rest is not paid',
    'card',
    'x',
  ]);
  expect(drawContinuations(['a'.repeat(50)])).toEqual(['a'.repeat(32)]);
});
