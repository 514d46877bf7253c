import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splits } from '../../domain/case.ts';
import { quotas } from './quotas.ts';
import { SplitPlanner, type SplitRow } from './split-planner.ts';

const settings = { dev: 0.15, sealed: 0.4, seed: 1 };

function plan(rows: readonly SplitRow[], { seed } = { seed: '1:0' }, chosen = settings): string[] {
  const planner = new SplitPlanner(seed);
  for (const row of rows) planner.add(row);
  return Array.from(planner.plan(chosen, true), (split) => splits[split] as string);
}

const labelled = (count: number, labels = 4): SplitRow[] =>
  Array.from({ length: count }, (_, at) => ({ input: `text ${at}`, stratum: `label ${at % labels}` }));

const tally = (names: readonly string[]) =>
  Object.fromEntries(splits.map((split) => [split, names.filter((name) => name === split).length]));

describe('quotas', () => {
  it('divides by largest remainder', () => {
    expect(quotas([50, 30, 20], 10)).toEqual([5, 3, 2]);
    expect(quotas([5, 5, 5], 10)).toEqual([4, 3, 3]);
    // Balinski & Young, Fair Representation: Hamilton's seats for these populations.
    expect(quotas([7270, 1230, 2220], 21)).toEqual([14, 3, 4]);
    expect(quotas([], 5)).toEqual([]);
  });
});

describe('split planner', () => {
  it('meets totals exactly and keeps the share of each label', () => {
    const rows = labelled(1000);
    const got = plan(rows);
    expect(tally(got)).toEqual({ train: 450, dev: 150, sealed: 400 });
    for (let label = 0; label < 4; label += 1) {
      expect(tally(got.filter((_, at) => at % 4 === label)).sealed).toBe(100);
    }
  });

  it('takes absolute numbers', () => {
    expect(tally(plan(labelled(937, 13), undefined, { dev: 120, sealed: 380, seed: 1 }))).toEqual({
      train: 437,
      dev: 120,
      sealed: 380,
    });
  });

  it('does not depend on the order of rows, but on the seed', () => {
    const rows = labelled(300).map((row, at) => (at % 3 === 0 ? { ...row, group: `g${at % 30}` } : row));
    const forward = new Map(plan(rows).map((split, at) => [rows[at]?.input, split]));
    const backward = rows.toReversed();
    expect(new Map(plan(backward).map((split, at) => [backward[at]?.input, split]))).toEqual(
      new Map(backward.map(({ input }) => [input, forward.get(input)])),
    );
    expect(plan(rows, { seed: '2:0' })).not.toEqual(plan(rows));
  });

  it('keeps groups and equal inputs together, also through one another, whatever they are', () => {
    const row = fc.record({
      input: fc.integer({ min: 0, max: 40 }).map((n) => `i${n}`),
      group: fc.option(
        fc.integer({ min: 0, max: 15 }).map((n) => `g${n}`),
        { nil: undefined },
      ),
      stratum: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), (rows) => {
        const got = plan(rows);
        for (const key of ['input', 'group'] as const) {
          const seen = new Map<string, string>();
          for (const [at, one] of rows.entries()) {
            const value = one[key];
            if (value === undefined) continue;
            expect(seen.get(value) ?? got[at]).toBe(got[at]);
            seen.set(value, got[at] as string);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('misses a quota by less than the smallest unit left', () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({
      input: `t${at}`,
      group: `g${at % 100}`,
      stratum: `l${at % 7}`,
    }));
    expect(tally(plan(rows))).toEqual({ train: 225, dev: 75, sealed: 200 });
  });

  it('takes a unit whole or not at all', () => {
    const rows = Array.from({ length: 99 }, (_, at) => ({ input: `t${at}`, group: `g${at % 33}` }));
    expect(tally(plan(rows, undefined, { dev: 10, sealed: 40, seed: 1 }))).toEqual({
      train: 51,
      dev: 9,
      sealed: 39,
    });
  });

  it('moves few cases when rows are added', () => {
    const rows = labelled(1000);
    const before = plan(rows);
    const after = plan([...rows, ...labelled(1010).slice(1000)]);
    const moved = before.filter((split, at) => split !== after[at]).length;
    expect(moved).toBeLessThanOrEqual(20);
  });

  it('leaves frozen rows sealed, seals nothing else, and keeps dev and train as they were', () => {
    const rows = labelled(400);
    const first = plan(rows);
    const frozen = rows.map((row, at) =>
      first[at] === 'sealed' ? { ...row, placed: 'frozen' as const } : row,
    );
    expect(plan(frozen)).toEqual(first);
    const grown = plan([...frozen, ...labelled(440).slice(400)]);
    expect(grown.slice(400)).not.toContain('sealed');
    expect(tally(grown)).toEqual({ train: 214, dev: 66, sealed: 160 });
  });

  it('obeys own files and draws only what they leave open', () => {
    const own = labelled(100).map((row) => ({
      ...row,
      input: `own ${row.input}`,
      placed: 'sealed' as const,
    }));
    const got = plan([...own, ...labelled(200)]);
    expect(tally(got)).toEqual({ train: 170, dev: 30, sealed: 100 });
    expect(tally(got.slice(0, 100)).sealed).toBe(100);
  });

  it('seals used rows again only when fresh ones run out', () => {
    const rows = labelled(100, 1).map((row, at) => ({ ...row, usedUp: at < 50 }));
    const got = plan(rows, undefined, { ...settings, sealed: 60 });
    expect(tally(got.slice(50)).sealed).toBe(50);
    expect(tally(got.slice(0, 50)).sealed).toBe(10);
  });

  it('refuses sizes that do not fit', () => {
    for (const wrong of [
      { dev: 60, sealed: 50 },
      { dev: -1, sealed: 0 },
      { dev: 1.5, sealed: 0 },
    ]) {
      expect(() => plan(labelled(100), undefined, { ...wrong, seed: 1 })).toThrow(
        expect.objectContaining({ code: 'SPLIT_SETTINGS' }),
      );
    }
  });
});
