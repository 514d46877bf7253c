import { expect, test } from 'vitest';
import { assignFolds } from './assign-folds.ts';

const classes = Array.from({ length: 60 }, (_, i) => i % 3);
const units = classes.map((_, i) => `case ${i}`);

test('each class is spread evenly over the folds', () => {
  const foldOf = assignFolds({ classes, units }, 5, 'seed');
  for (const k of [0, 1, 2]) {
    for (const fold of [0, 1, 2, 3, 4]) {
      expect(classes.filter((c, i) => c === k && foldOf[i] === fold)).toHaveLength(4);
    }
  }
});

test('a group stays in one fold', () => {
  const grouped = units.map((_, i) => `group ${i % 20}`);
  const foldOf = assignFolds({ classes, units: grouped }, 5, 'seed');
  grouped.forEach((unit, i) => {
    expect(foldOf[i]).toBe(foldOf[grouped.indexOf(unit)]);
  });
  expect(new Set(foldOf).size).toBe(5);
});

test('the same seed gives the same folds, another seed others', () => {
  const folds = assignFolds({ classes, units }, 5, 'seed');
  expect(assignFolds({ classes, units }, 5, 'seed')).toEqual(folds);
  expect(assignFolds({ classes, units }, 5, 'other')).not.toEqual(folds);
});
