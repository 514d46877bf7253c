import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { needsSynthesis, synthesisRules } from './needs-synthesis.ts';
import { needFew, needMany } from './testing/synthesis-questions.ts';

const fired = (questions: readonly string[]) =>
  questions.filter((question) => needsSynthesis(question).isNeeded);

it('names the rule', () => {
  expect(needsSynthesis('Compare the warranty across all products')).toEqual({
    isNeeded: true,
    rules: ['compares across many', 'asks across a collection'],
  });
  expect(needsSynthesis('What is the deposit?')).toEqual({ isNeeded: false, rules: [] });
});

it('finds most questions that need many documents, and few others', () => {
  const [hits, alarms] = [fired(needMany), fired(needFew)];
  const recall = hits.length / needMany.length;
  const precision = hits.length / (hits.length + alarms.length);
  expect(recall).toBeGreaterThanOrEqual(0.75);
  expect(precision).toBeGreaterThanOrEqual(0.9);
});

it('hardly ever fires on questions that one or two pages answer', () => {
  const file = new URL('../../../examples/handbook/questions.jsonl', import.meta.url);
  const questions = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { input: string }).input);
  expect(fired(questions).length / questions.length).toBeLessThanOrEqual(0.01);
});

it('stays linear on hostile questions', () => {
  const parts = [
    'compare ',
    'summary ',
    'how has a',
    'list the ',
    'which of our ',
    'conflict ',
    'differ from a to ',
  ];
  const start = performance.now();
  for (const part of parts) needsSynthesis(part.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(500);
  expect(synthesisRules.length).toBe(new Set(synthesisRules.map(({ name }) => name)).size);
});
