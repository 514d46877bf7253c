/** Each item of the general set accepts a right reply and refuses a wrong one, by the scorer that judges it. */
import { describe, expect, it, test } from 'vitest';
import { openScorer } from '../../measure/scoring/scorer-registry.ts';
import { forgettingSet } from './forgetting-set.ts';
import replies from './testing/replies.json' with { type: 'json' };

const { cases, maxOutputTokens } = forgettingSet;
const scorer = openScorer({ kind: 'assertions', settings: { every: true } });
const written: Readonly<Record<string, { readonly right: string; readonly wrong: string }>> = replies;

async function worth(id: string, output: string): Promise<number | undefined> {
  const one = cases.find((c) => c.id === id);
  if (one === undefined) throw new Error(id);
  const answer = { output, finish: 'stop' as const, callIds: [] };
  const value = await scorer.score({ case: one, answer }, { signal: new AbortController().signal });
  return value.kind === 'scored' ? value.value : undefined;
}

describe('the general set', () => {
  test('has over 120 items of five kinds, each with an id and a prompt of its own', () => {
    expect(cases.length).toBeGreaterThan(120);
    const kinds = new Map<string, number>();
    for (const { tags } of cases) kinds.set(tags.join(), (kinds.get(tags.join()) ?? 0) + 1);
    expect([...kinds.keys()]).toEqual(['instructions', 'arithmetic', 'extraction', 'knowledge', 'refusals']);
    // Slices of fewer than ten cases are shown nowhere.
    expect(Math.min(...kinds.values())).toBeGreaterThanOrEqual(18);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(new Set(cases.map(({ input }) => JSON.stringify(input))).size).toBe(cases.length);
    expect(Object.keys(written)).toEqual(cases.map(({ id }) => id));
  });

  it.each(Object.entries(written))(
    '%s takes a right reply and no wrong one',
    async (id, { right, wrong }) => {
      expect(await worth(id, right)).toBe(1);
      expect(await worth(id, `\n${right}\n`)).toBe(1);
      for (const bad of [wrong, '', 'Let me see what there is to be said of that, all in all.'])
        expect(await worth(id, bad), bad).toBe(0);
    },
  );

  test('leaves room for every right reply, and fits into a small context', () => {
    for (const { right } of Object.values(written)) expect(right.length).toBeLessThan(maxOutputTokens * 2);
    for (const { input } of cases) expect(JSON.stringify(input).length).toBeLessThan(400);
  });
});
