import { describe, expect, it } from 'vitest';
import { maxJsonCharacters, maxJsonDepth, readJson } from './read-json.ts';

describe('readJson', () => {
  it.each([
    [' {"a": 1}\n', 'as sent'],
    ['"text"', 'as sent'],
    ['null', 'as sent'],
    ['```json\n{"a": 1}\n```', 'extracted'],
    ['```\n[1]\n``` done', 'extracted'],
    ['Sure: {"a": 1} Anything else?', 'extracted'],
    ['{a: 1}', 'repaired'],
    ["{'a': True}", 'repaired'],
    ['{"a": [1, 2', 'repaired'],
    ['```json\n{"a": 1', 'repaired'],
    ['hello', 'invalid'],
    ['', 'invalid'],
    ['I cannot [do] that', 'invalid'],
    ['{"a": 1} or {"a": 2}', 'invalid'],
    ['42 apples', 'invalid'],
  ])('%j is %s', (output, kind) => {
    expect(readJson(output).kind).toBe(kind);
  });

  it('keeps a prototype key as a key of its own', () => {
    const reading = readJson('{"__proto__": {"polluted": true},}');
    expect(reading.kind === 'repaired' && Object.keys(reading.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses depth and length beyond the limits, and accepts them up to there', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    expect(readJson(nested(maxJsonDepth)).kind).toBe('as sent');
    expect(readJson(nested(maxJsonDepth + 1))).toMatchObject({ reason: expect.stringMatching(/deeper/) });
    expect(readJson(nested(100_000)).kind).toBe('invalid');
    expect(readJson(`"${'x'.repeat(maxJsonCharacters)}"`)).toMatchObject({
      reason: expect.stringMatching(/longer/),
    });
  });

  it('ends soon on text that repair is slow for', () => {
    const start = performance.now();
    for (const length of [30_000, 1_000_000]) {
      readJson(`[${'1 '.repeat(length / 2)}`);
      readJson(`{"a": "${'x" y '.repeat(length / 5)}`);
      readJson('```'.repeat(length / 3));
      readJson('{"a":'.repeat(length / 5));
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
