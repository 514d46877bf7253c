/** Holds the tour to what it shows. */
import { expect, test } from 'vitest';
import { tour } from './tour.ts';

test('the tour climbs, reads the sealed set and decides', async () => {
  const said: string[] = [];
  const report = await tour((text) => said.push(text));
  expect(said.join('\n')).toMatch(/426 train, 130 dev, 380 sealed cases/);
  expect(said.join('\n')).toMatch(/Ship naive Bayes\. Do not use a language model for this task\./);
  expect(report).toContain('hand-written rules');
}, 120_000);
