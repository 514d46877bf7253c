import { expect, test } from 'vitest';
import type { TrainingTarget } from '../../domain/bench.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { type FakeCase, fakeBench } from '../../testing/fake-bench.ts';
import { withoutGold } from './without-gold.ts';

const train: FakeCase[] = Array.from({ length: 40 }, (_, i) => ({
  id: `q${i}`,
  input: `question ${i}`,
  label: 'x',
  ...(i < 30 && { goldDocuments: [`d${i}.md`] }),
}));
const targets = train.map(({ id, input }): TrainingTarget => ({ id, input, output: `answer to ${id}` }));
const knowledge = {
  kind: 'retrieved',
  grounding: { abstention: 'Nobody knows.' },
} as unknown as RetrievedKnowledge;
const bench = fakeBench({ contract: { kind: 'text' }, train });
const text = { kind: 'text' } as const;
const json = { kind: 'json', schema: {} } as const;

test('a share of those that name their documents is asked without them, and abstains', async () => {
  const learned = await withoutGold(targets, 0.2, { knowledge, contract: text }, bench);
  const changed = learned.filter(({ withheld }) => withheld);
  expect(changed).toHaveLength(6);
  for (const { id, output, withheld } of changed)
    expect({ output, withheld }).toEqual({ output: 'Nobody knows.', withheld: [`d${id.slice(1)}.md`] });
  expect(learned.filter(({ withheld }) => !withheld)).toEqual(
    targets.filter(({ id }) => !changed.some((one) => one.id === id)),
  );
  expect(await withoutGold(targets, 0.2, { knowledge, contract: text }, bench)).toEqual(learned);
});

test('in JSON as a case says it, and not at all where none does or nothing is searched', async () => {
  const said = JSON.stringify({ answer: 'Nobody knows.', source: null });
  const some = [...targets, { id: 'none', input: 'x', output: said }];
  const learned = await withoutGold(some, 0.1, { knowledge, contract: json }, bench);
  expect(learned.filter(({ withheld }) => withheld).map(({ output }) => output)).toEqual([said, said, said]);
  expect(await withoutGold(targets, 0.1, { knowledge, contract: json }, bench)).toBe(targets);
  expect(await withoutGold(targets, 0.1, { contract: text }, bench)).toBe(targets);
});
