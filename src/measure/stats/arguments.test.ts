import { expect, it } from 'vitest';
import {
  requireCount,
  requireFinite,
  requireFraction,
  requireSameLength,
  requireWithin,
} from './arguments.ts';

it('lets good values pass', () => {
  requireCount('n', 0);
  requireWithin('p', 1, 0, 1);
  requireFraction('confidence', 0.95);
  requireFinite('values', [1, -2.5]);
  requireSameLength('a', [1], 'b', ['x']);
});

it.each([
  [() => requireCount('n', 1.5), 'n must be an integer of at least 0, got 1.5'],
  [() => requireCount('bins', 0, 1), 'bins must be an integer of at least 1, got 0'],
  [() => requireWithin('p', Number.NaN, 0, 1), 'p must lie within 0 and 1, got NaN'],
  [() => requireFraction('power', 1), 'power must lie strictly between 0 and 1, got 1'],
  [() => requireFinite('values', [1, Infinity]), 'values[1] must be a finite number, got Infinity'],
  [() => requireSameLength('a', [1], 'b', []), 'a and b must have the same length, got 1 and 0'],
])('names the argument and the value it refuses: %#', (call, message) => {
  expect(call).toThrow(new RangeError(message));
});
