/** What the lever asks to be trained, and the stack it makes of it; that an adapter is trained is shown with the trainer itself. */
import { expect, test } from 'vitest';
import type { TrainingTarget } from '../../domain/bench.ts';
import { type FakeCase, fakeBench } from '../../testing/fake-bench.ts';
import { humanTargets } from '../human-targets.ts';
import type { MeasuredStack, TaskSettings } from '../lever.ts';
import { groundedStack } from '../testing/grounded-stack.ts';
import { tuning } from './tuning.ts';

const contract = { kind: 'label', labels: ['a', 'b'] } as const;
const task: TaskSettings = {
  folder: '.',
  contract,
  instruction: { text: 'Name the queue, and mind all of the rules.', inputTag: 'ticket' },
  chatModel: { id: 'test/chat', digest: 'ff' },
  scoresLabels: true,
  maxOutputTokens: 16,
};
const train: FakeCase[] = [
  { id: '1', input: 'one', label: 'a', group: 'g' },
  { id: '2', input: 'two', label: 'b' },
];

async function propose(given: object = {}, below: readonly MeasuredStack[] = []) {
  const bench = fakeBench({ contract, train });
  return { bench, candidates: await tuning.propose(task, tuning.settings.parse(given), below, bench) };
}

test("trains on the task's own prompt, and serves that prompt with the adapter", async () => {
  const { bench, candidates } = await propose({ rank: 8 });
  const [trained] = bench.trained;
  expect(trained).toMatchObject({
    stack: {
      answerer: { kind: 'chat', model: { id: 'test/chat', digest: 'ff' } },
      instruction: task.instruction,
    },
    settings: { method: 'lora', rank: 8, seed: 0, heldOutShare: 0.1 },
    learned: expect.arrayContaining([
      { id: '1', output: 'a' },
      { id: '2', output: 'b' },
    ]),
  });
  expect(trained?.stack.answerer).not.toHaveProperty('model.adapter');
  expect(trained?.settings).not.toHaveProperty('on');
  expect(candidates).toMatchObject([{ name: 'LoRA', stack: { instruction: task.instruction } }]);
  // What is learned need not be told.
  expect([trained?.stack.tellsContract, candidates[0]?.stack.tellsContract]).toEqual([false, false]);
  expect(candidates[0]?.stack.answerer).toMatchObject({
    model: { id: 'test/chat', adapter: { kind: 'adapter' } },
  });
});

test('an instruction of its own stands in what is trained and in what is served', async () => {
  const { bench, candidates } = await propose({ instruction: 'Name the queue.' });
  const instruction = { text: 'Name the queue.', inputTag: 'ticket' };
  expect(bench.trained[0]?.stack.instruction).toEqual(instruction);
  expect(candidates[0]?.stack.instruction).toEqual(instruction);
});

test('each seed is a rung', async () => {
  const { candidates } = await propose({ seeds: [1, 2] });
  expect(candidates.map(({ name }) => name)).toEqual(['LoRA (seed 1)', 'LoRA (seed 2)']);
  expect(new Set(candidates.map(({ stack }) => JSON.stringify(stack))).size).toBe(2);
});

test('on a rung below, its prompts with all they show are trained on', async () => {
  const below = groundedStack('documents', 0.5);
  const { bench, candidates } = await propose({ on: below.name }, [below]);
  expect(bench.trained[0]?.stack).toEqual(below.stack);
  expect(candidates[0]).toMatchObject({
    name: `LoRA on ${below.name}`,
    stack: { knowledge: below.stack.knowledge },
  });
  const nothing = await propose({ on: 'no such rung' }, [below]);
  expect(nothing.candidates).toEqual([]);
  expect(nothing.bench.notes.at(-1)).toContain('no such rung');
});

test('parts of the data are trained on as well, the same cases among more, and read on dev', async () => {
  const { bench, candidates } = await propose({ learningCurve: [0.5], seeds: [1, 2] });
  const learned = bench.trained.map(({ learned: targets, settings }) => [settings.seed, targets.length]);
  expect(learned).toEqual([
    [1, 2],
    [2, 2],
    [1, 1],
    [2, 1],
  ]);
  expect(bench.trained[0]?.learned).toContainEqual(bench.trained[2]?.learned[0]);
  expect(candidates[0]?.learningCurve).toMatchObject([
    { examples: 1, readings: [{ split: 'dev' }, { split: 'dev' }] },
    { examples: 2, readings: [{ split: 'dev' }, { split: 'dev' }] },
  ]);
  expect(candidates[1]?.learningCurve).toBeUndefined();
  expect((await propose({ limit: 1 })).bench.trained[0]?.learned).toHaveLength(1);
});

test('personal data is replaced where that is asked for, and noted', async () => {
  const mail: FakeCase[] = [{ id: '1', input: 'I am ann@example.org', label: 'a' }];
  const bench = fakeBench({ contract, train: mail });
  await tuning.propose(task, tuning.settings.parse({ personalData: 'replace' }), [], bench);
  expect(bench.trained[0]?.settings).not.toHaveProperty('personalData');
  expect(bench.notes).toContain('personal data in what is trained on is replaced: 1 email');
  const targets: TrainingTarget[] = [];
  for await (const target of humanTargets(bench, 'replace')) targets.push(target);
  expect(targets).toEqual([{ id: '1', input: 'I am [EMAIL_1]', output: 'a' }]);
  const kept = fakeBench({ contract, train: mail });
  await tuning.propose(task, tuning.settings.parse({}), [], kept);
  expect(kept.notes.join()).toContain('is kept, and a model may repeat it');
});
