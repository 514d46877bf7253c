import { describe, expect, it } from 'vitest';
import type { Example } from '../../domain/stack.ts';
import { drawExampleSets } from './draw-example-sets.ts';

/** `n` examples over `labels` labels, the i-th input `lengthOf(i)` characters long. */
const poolOf = (n: number, labels: number, lengthOf = (_: number) => 10): Example[] =>
  Array.from({ length: n }, (_, i) => ({
    caseId: `c${i}`,
    input: 'x'.repeat(lengthOf(i)),
    output: `label ${i % labels}`,
  }));

const ids = (sets: readonly (readonly Example[])[]) => sets.map((set) => set.map((e) => e.caseId));

describe('drawExampleSets', () => {
  it('draws as many sets of as many examples as asked, none twice in a set', () => {
    const sets = drawExampleSets(poolOf(100, 5), { k: 8, sets: 3, seed: 's' });
    expect(sets.map((s) => new Set(s.map((e) => e.caseId)).size)).toEqual([8, 8, 8]);
    expect(new Set(ids(sets).map(String)).size).toBe(3);
  });

  it('is the same for the same seed, whatever the order of the pool', () => {
    const pool = poolOf(50, 5);
    const settings = { k: 4, sets: 2, seed: 's' };
    expect(ids(drawExampleSets([...pool].reverse(), settings))).toEqual(ids(drawExampleSets(pool, settings)));
    expect(ids(drawExampleSets(pool, { ...settings, seed: 't' }))).not.toEqual(
      ids(drawExampleSets(pool, settings)),
    );
  });

  it('shows every label before one twice', () => {
    for (const set of drawExampleSets(poolOf(90, 3), { k: 7, sets: 5, seed: 's' })) {
      const counts = Map.groupBy(set, (e) => e.output);
      expect([...counts.values()].map((c) => c.length).sort()).toEqual([2, 2, 3]);
      expect(new Set(set.slice(0, 3).map((e) => e.output)).size).toBe(3);
    }
  });

  it('goes on with the labels that are left when one runs out', () => {
    const rare: Example = { caseId: 'rare', input: 'x', output: 'rare' };
    const [set = []] = drawExampleSets([rare, ...poolOf(9, 1)], { k: 5, sets: 1, seed: 's' });
    expect(set).toHaveLength(5);
    expect(set.filter((e) => e.output === 'rare')).toHaveLength(1);
  });

  it('passes the longest quarter over, but never texts of one length', () => {
    const long = new Set(
      ids(
        drawExampleSets(
          poolOf(100, 4, (i) => i + 1),
          { k: 60, sets: 1, seed: 's' },
        ),
      ).flat(),
    );
    expect([...long].filter((id) => Number(id.slice(1)) > 75)).toEqual([]);
    expect(drawExampleSets(poolOf(4, 4), { k: 4, sets: 1, seed: 's' })[0]).toHaveLength(4);
  });

  it('takes what there is', () => {
    expect(drawExampleSets(poolOf(2, 1), { k: 5, sets: 1, seed: 's' })[0]).toHaveLength(2);
    expect(drawExampleSets([], { k: 5, sets: 2, seed: 's' })).toEqual([]);
  });
});
