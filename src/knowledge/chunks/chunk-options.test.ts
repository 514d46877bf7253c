import { expect, it } from 'vitest';
import { resolveChunkOptions } from './chunk-options.ts';

it('fills in the defaults', () => {
  expect(resolveChunkOptions({})).toEqual({
    maxTokens: 400,
    minTokens: 200,
    overlapTokens: 0,
    parents: true,
    contextLine: 'heading-path',
  });
  expect(resolveChunkOptions({ maxTokens: 7 }).minTokens).toBe(3);
});

it.each([
  { maxTokens: 0 },
  { maxTokens: 1.5 },
  { maxTokens: Number.NaN },
  { maxTokens: 10, minTokens: 11 },
  { minTokens: -1 },
  { maxTokens: 10, overlapTokens: 6 },
  { overlapTokens: Number.NaN },
])('refuses %j', (options) => {
  expect(() => resolveChunkOptions(options)).toThrow(RangeError);
});
