import { describe, expect, it } from 'vitest';
import type { Expected } from '../../../domain/case.ts';
import { openScorer } from '../scorer-registry.ts';
import { scoreAnswer, scoreOutput } from '../testing/score-output.ts';

const text = (t: string): Expected => ({ kind: 'text', text: t });
const accepted = (...answers: string[]): Expected => ({ kind: 'accepted', answers });

describe('matches', () => {
  it('an option that is an article is not met by another article or by nothing', async () => {
    for (const kind of ['normalised-match', 'accepted-answers']) {
      expect(await scoreOutput({ kind }, 'a', text('A'))).toBe(1);
      expect(await scoreOutput({ kind }, 'the', text('A'))).toBe(0);
      expect(await scoreOutput({ kind }, '', text('A'))).toBe(0);
    }
  });

  it('names the accepted answer that matched, and none when none did', async () => {
    const asked = { expected: accepted('five days', '5 days') };
    expect(await scoreAnswer({ kind: 'accepted-answers' }, { output: '5 days.' }, asked)).toMatchObject({
      metadata: { matched: '5 days' },
    });
    const exact = { kind: 'accepted-answers', settings: { compare: 'exact' } };
    expect(await scoreAnswer(exact, { output: '5 days.' }, asked)).toEqual({ kind: 'scored', value: 0 });
  });

  it('an empty list of accepted answers is no expectation', async () => {
    expect(await scoreOutput({ kind: 'exact-match' }, 'x', accepted())).toMatch(/empty/);
  });
});

describe('contains, contains-any, contains-all, starts-with', () => {
  it('refuses to look for an empty text, which every output contains', async () => {
    for (const kind of ['contains', 'contains-any', 'contains-all', 'starts-with']) {
      expect(await scoreOutput({ kind }, 'anything', text(''))).toMatch(/empty text/);
      expect(() => openScorer({ kind, settings: { texts: [''] } })).toThrow(/SCORER_SETTINGS|not usable/);
    }
  });

  it('compares composed and decomposed letters as equal, and case only when told', async () => {
    expect(await scoreOutput({ kind: 'contains' }, 'un cafe\u0301', text('café'))).toBe(1);
    expect(await scoreOutput({ kind: 'contains' }, 'Refund', text('refund'))).toBe(0);
    expect(
      await scoreOutput({ kind: 'contains', settings: { ignoreCase: true } }, 'Refund', text('refund')),
    ).toBe(1);
  });

  it('any, all, start, negated', async () => {
    const both = accepted('refund', 'days');
    expect(await scoreOutput({ kind: 'contains-any' }, 'days', both)).toBe(1);
    expect(await scoreOutput({ kind: 'contains-all' }, 'days', both)).toBe(0);
    expect(await scoreOutput({ kind: 'starts-with' }, 'in days', both)).toBe(0);
    expect(await scoreOutput({ kind: 'contains', settings: { negated: true } }, 'days', both)).toBe(0);
    expect(await scoreOutput({ kind: 'contains', settings: { negated: true } }, 'weeks', both)).toBe(1);
  });
});

describe('regex', () => {
  it.each(['(?=a)', '(a)\\1', '(?<=a)b', 'a++', '('])('refuses %j with the place', (pattern) => {
    expect(() => openScorer({ kind: 'regex', settings: { pattern } })).toThrow(
      expect.objectContaining({ code: 'SCORER_SETTINGS', message: expect.stringContaining('regexp') }),
    );
  });

  it('takes linear time on a pattern that takes others exponential time', async () => {
    const start = performance.now();
    const spec = { kind: 'regex', settings: { pattern: '^(a+)+$' } };
    expect(await scoreOutput(spec, `${'a'.repeat(100_000)}!`)).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('numeric', () => {
  const numeric = (settings?: { absolute?: number; relative?: number; read?: string }) => ({
    kind: 'numeric',
    ...(settings && { settings }),
  });

  it('reads the last number, or the first, never whichever fits', async () => {
    expect(await scoreOutput(numeric(), '3 + 4 = 7', text('7'))).toBe(1);
    expect(await scoreOutput(numeric(), '3 + 4 = 7', text('3'))).toBe(0);
    expect(await scoreOutput(numeric({ read: 'first' }), '3 + 4 = 7', text('3'))).toBe(1);
  });

  it('forgives what the tolerance says and no more', async () => {
    expect(await scoreOutput(numeric({ absolute: 0.5 }), '10.5', text('10'))).toBe(1);
    expect(await scoreOutput(numeric({ absolute: 0.5 }), '10.51', text('10'))).toBe(0);
    expect(await scoreOutput(numeric({ relative: 0.01 }), '-202', text('-200'))).toBe(1);
    expect(await scoreOutput(numeric({ relative: 0.01 }), '-202.1', text('-200'))).toBe(0);
    expect(await scoreOutput(numeric(), '0.30000000000000004', text('0.3'))).toBe(1);
    expect(await scoreOutput(numeric(), '0.1', text('0'))).toBe(0);
  });

  it('is wrong without a number and unscored when none is expected', async () => {
    expect(await scoreOutput(numeric(), 'no idea', text('3'))).toBe(0);
    expect(await scoreOutput(numeric(), '3', text('three'))).toMatch(/no number/);
    expect(await scoreOutput(numeric(), '3', { kind: 'json', value: 3 })).toBe(1);
  });
});

describe('label', () => {
  const spec = { kind: 'label', settings: { labels: ['billing', 'delivery'] } };

  it('marks an output that is no label, and not one that is the wrong label', async () => {
    const asked = { expected: { kind: 'label', label: 'billing' } as const };
    expect(await scoreAnswer(spec, { output: 'It is billing.' }, asked)).toEqual({
      kind: 'scored',
      value: 0,
      metadata: { expected: 'billing', got: 'It is billing.', contractViolation: true },
    });
    expect(await scoreAnswer(spec, { output: 'delivery\n' }, asked)).toEqual({
      kind: 'scored',
      value: 0,
      metadata: { expected: 'billing', got: 'delivery' },
    });
    expect(await scoreAnswer(spec, { output: ' billing\n' }, asked)).toMatchObject({ value: 1 });
    expect(await scoreAnswer(spec, { output: 'Billing' }, asked)).toMatchObject({ value: 0 });
  });

  it('an expected label outside the contract is a fault of the case', async () => {
    expect(await scoreOutput(spec, 'refund', { kind: 'label', label: 'refund' })).toMatch(
      /"refund".*contract/,
    );
  });
});
