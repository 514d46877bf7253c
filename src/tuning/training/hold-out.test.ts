import { expect, test } from 'vitest';
import { heldOutIds } from './hold-out.ts';

const targets = Array.from({ length: 100 }, (_, i) => ({ id: `case ${i}`, group: `group ${i % 40}` }));

test('a group is on one side, whatever the order', () => {
  const held = heldOutIds(targets, 0.1, 1);
  expect(held.size).toBeGreaterThanOrEqual(10);
  expect(held.size).toBeLessThanOrEqual(12);
  const sides = new Map<string, Set<boolean>>();
  for (const { id, group } of targets) sides.set(group, (sides.get(group) ?? new Set()).add(held.has(id)));
  expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
  expect(heldOutIds(targets.toReversed(), 0.1, 1)).toEqual(held);
  expect(heldOutIds(targets, 0.1, 2)).not.toEqual(held);
});

test('something is always left to train on', () => {
  expect(heldOutIds(targets, 0, 1).size).toBe(0);
  expect(heldOutIds([{ id: 'one' }], 0.5, 1).size).toBe(0);
  expect(
    heldOutIds(
      [
        { id: 'a', group: 'g' },
        { id: 'b', group: 'g' },
      ],
      0.5,
      1,
    ).size,
  ).toBe(0);
});
