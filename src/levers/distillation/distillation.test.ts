/** What is learned of a teacher, and beside whom; asking and training are shown by the workbench's own tests. */
import { expect, test } from 'vitest';
import type { SampledAnswer } from '../../domain/bench.ts';
import { type FakeCase, fakeBench } from '../../testing/fake-bench.ts';
import type { MeasuredStack, TaskSettings } from '../lever.ts';
import { distillation } from './distillation.ts';
import { keepTaught } from './keep-taught.ts';

const contract = { kind: 'label', labels: ['a', 'b'] } as const;
const task: TaskSettings = {
  folder: '.',
  contract,
  instruction: { text: 'Name the queue.', inputTag: 'ticket' },
  chatModel: { id: 'test/chat' },
  scoresLabels: true,
  maxOutputTokens: 16,
};
const train: FakeCase[] = [{ id: 'p', input: 'one', label: 'a' }];
const below = (name: string, meanScore: number, id = 'test/chat'): MeasuredStack => ({
  name,
  lever: name,
  stack: { answerer: { kind: 'chat', model: { id }, maxOutputTokens: 16 }, contract },
  dev: { stackHash: name, split: 'dev', cases: [], meanScore, scored: 1, unscored: 0 },
});
const rungs = [below('worse', 0.4), below('better', 0.8), below('best of all', 0.9, 'test/large')];

async function propose(given: object) {
  const bench = fakeBench({
    contract,
    train,
    unlabelled: [
      { id: 'u1', input: 'one' },
      { id: 'u2', input: 'two' },
      { id: 'u3', input: 'three' },
    ],
    says: ({ id }) => (id === 'u3' ? ['neither'] : ['b']),
  });
  const candidates = await distillation.propose(task, distillation.settings.parse(given), rungs, bench);
  return { bench, candidates };
}

test('the best rung teaches; its words are told apart from those of people, which win', async () => {
  const { bench, candidates } = await propose({ inputs: 'more.jsonl' });
  expect(bench.sampled).toEqual([rungs[2]?.stack]);
  expect(candidates.map(({ name }) => name)).toEqual(
    distillation.rungNames({ inputs: 'more.jsonl' } as never),
  );
  expect(bench.trained.map(({ learned }) => learned)).toEqual([
    [
      { id: 'u1', output: 'b' },
      { id: 'u2', output: 'b' },
    ],
    [
      { id: 'p', output: 'a' },
      { id: 'u2', output: 'b' },
    ],
  ]);
  expect(bench.trained[0]?.stack).toMatchObject({
    answerer: { model: { id: 'test/chat' } },
    tellsContract: false,
  });
  expect(candidates[0]?.why).toMatch(
    /^best of all taught 2 of 3 inputs \(left out: 1 format\); learned from these alone/,
  );
  expect(candidates[1]?.why).toContain('learned from 1 of these and 1 cases of people');
});

test('without a file the inputs of train are taught anew', async () => {
  const { bench, candidates } = await propose({ teacher: 'better' });
  expect(bench.sampled).toEqual([rungs[1]?.stack]);
  expect(bench.trained.map(({ learned }) => learned)).toEqual([[{ id: 'p', output: 'b' }]]);
  expect(candidates).toHaveLength(1);
  expect((await propose({ teacher: 'nobody' })).candidates).toEqual([]);
});

async function* said(...answers: Omit<SampledAnswer, 'id' | 'input'>[]) {
  for (const [at, answer] of answers.entries()) yield { id: String(at), input: 'x', ...answer };
}
const strict = { minAgreement: 0.6, minConfidence: 0.5, grounded: true };

test('answers are left out for the first reason that holds', async () => {
  const kept = await keepTaught(
    said(
      { outputs: [undefined] },
      { outputs: ['c'] },
      { outputs: ['a', 'b', 'b'] },
      { outputs: ['a', 'a', 'b'], confidence: 0.4 },
      { outputs: ['a', 'a', 'b'], confidence: 0.6 },
      { outputs: ['b'] },
    ),
    { contract },
    strict,
  );
  expect(kept.targets.map(({ id, output }) => [id, output])).toEqual([
    ['4', 'a'],
    ['5', 'b'],
  ]);
  expect(kept.leftOut).toEqual({ 'no answer': 1, format: 1, agreement: 1, confidence: 1, groundedness: 0 });
});

test('what the passages do not say is not learned, an abstention is', async () => {
  const passage = {
    chunkId: 'c',
    document: 'd.md',
    contextLine: '',
    headingPath: [],
    span: { start: 0, end: 26 },
    text: 'The deposit is 40 euro now.',
  };
  const grounded = {
    contract: { kind: 'text' },
    knowledge: { kind: 'stuffed', documents: [], grounding: { abstention: 'Nobody knows.' } },
  } as const;
  const answers = ['The deposit is 40 euro.', 'The deposit is 90 euro.', 'Nobody knows.'];
  const all = () => said(...answers.map((text) => ({ outputs: [text], evidence: [passage as never] })));
  const kept = await keepTaught(all(), grounded, strict);
  expect(kept.targets.map(({ output }) => output)).toEqual([answers[0], answers[2]]);
  expect(kept.leftOut.groundedness).toBe(1);
  expect((await keepTaught(all(), grounded, { ...strict, grounded: false })).targets).toHaveLength(3);
});

test('JSON is learned in one form, and only where the schema allows it as it was sent', async () => {
  const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
  const kept = await keepTaught(
    said({ outputs: ['{ "n": 1 }', '{"n":1}'] }, { outputs: ['{"n": "1"}'] }, { outputs: ['So: {"n": 1}'] }),
    { contract: { kind: 'json', schema } },
    strict,
  );
  expect(kept.targets.map(({ output }) => output)).toEqual(['{"n":1}']);
  expect(kept.leftOut.format).toBe(2);
});
