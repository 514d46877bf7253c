import { describe, expect, it } from 'vitest';
import type { OutputContract } from '../../domain/stack.ts';
import { auditTrainingData, type TrainingAuditOptions } from './audit-training-data.ts';
import type { HeldOutInput, TrainingExample } from './training-example.ts';

const text: OutputContract = { kind: 'text' };
const labels: OutputContract = { kind: 'label', labels: ['a', 'b', 'c'] };
const manyLabels: OutputContract = {
  kind: 'label',
  labels: Array.from({ length: 12 }, (_, at) => `label ${at}`),
};

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const example = (id: string, input: string, completion: string, given: Partial<TrainingExample> = {}) => ({
  id,
  // The prompt around it is alike in all, and must not make them alike.
  messages: [
    {
      role: 'system' as const,
      content: 'Choose the queue for the ticket of the customer, and say nothing else.',
    },
    { role: 'user' as const, content: `<ticket>\n${input}\n</ticket>` },
  ],
  input,
  completion,
  promptTokens: 30,
  completionTokens: 2,
  ...given,
});

const words = 'red green blue black white brown amber coral ivory olive plum teal'.split(' ');
/** Inputs that are not alike. */
const distinct = (count: number, completion: (at: number) => string, given: Partial<TrainingExample> = {}) =>
  Array.from({ length: count }, (_, at) => {
    const word = (n: number) => words[Math.floor(at / 12 ** n) % 12];
    return example(`e${at}`, `${word(0)}${at} ${word(1)} ${at * 7919} ${word(2)}`, completion(at), given);
  });

async function audit(
  examples: readonly TrainingExample[],
  options: Partial<TrainingAuditOptions> & { readonly held?: readonly HeldOutInput[] } = {},
) {
  const { held = [], ...rest } = options;
  const findings = await auditTrainingData(each(examples), {
    contract: text,
    maxLength: 1024,
    heldOut: each(held),
    ...rest,
  });
  return (code: string) => findings.filter((finding) => finding.code === code);
}

describe('too few', () => {
  it.each([
    [9, text, 'error', '50 to 500'],
    [10, text, 'warning', '50 to 500'],
    [50, text, 'info', '50 to 500'],
    [499, labels, 'warning', '500 to 2000'],
    [500, labels, 'info', '500 to 2000'],
    [500, manyLabels, 'warning', '600 to 2400'],
  ] as const)('%d examples for %j', async (count, contract, level, guess) => {
    const of = await audit(
      distinct(count, (at) => `answer ${at}`),
      { contract },
    );
    expect(of('TRAINING_EXAMPLES')).toMatchObject([{ level, count }]);
    expect(of('TRAINING_EXAMPLES')[0]?.message).toContain(guess);
  });

  it('counts what the trainer would take', async () => {
    const of = await audit([
      ...distinct(9, () => 'x'),
      example('long', 'a very long one', 'x', { promptTokens: 1023 }),
    ]);
    expect(of('TRAINING_EXAMPLES')).toMatchObject([{ level: 'error', count: 9 }]);
  });

  it('tells thin labels, labels without any, and imbalance', async () => {
    const of = await audit(
      [
        ...distinct(60, () => 'a').map((one) => ({ ...one, label: 'a' })),
        ...distinct(80, () => 'b')
          .slice(60)
          .map((one) => ({ ...one, label: 'b' })),
      ],
      { contract: labels },
    );
    expect(of('THIN_CLASSES')).toMatchObject([{ count: 1, examples: ['b: 20'] }]);
    expect(of('THIN_CLASSES')[0]?.message).toContain('fewer than 50');
    expect(of('LABELS_WITHOUT_EXAMPLES')).toMatchObject([{ level: 'warning', examples: ['c'] }]);
    expect(of('CLASS_BALANCE')[0]?.message).toContain('a with 75.0 %');
  });
});

describe('duplicates', () => {
  it('are told by the input, not by the prompt that all have', async () => {
    const of = await audit([
      ...distinct(12, () => 'x'),
      example('again', 'The brake of the cargo bike squeals', 'x'),
      example('near', 'the brakes of the cargo bike squeal', 'x'),
      example('same', 'the brake of the cargo bike  SQUEALS', 'x'),
    ]);
    expect(of('DUPLICATES')).toMatchObject([{ count: 1, level: 'warning' }]);
    expect(of('NEAR_DUPLICATES')).toMatchObject([{ count: 1, level: 'info' }]);
    expect(of('CONTRADICTORY_ANSWERS')).toEqual([]);
  });

  it('in dev or sealed are leaks, and duplicates within these are none', async () => {
    const held: HeldOutInput[] = [
      { id: 'd1', split: 'dev', input: 'RED0 red 0 red' },
      { id: 's1', split: 'sealed', input: 'where is the parcel with my lamp now' },
      { id: 's2', split: 'sealed', input: 'only there' },
      { id: 'd2', split: 'dev', input: 'only there' },
    ];
    const of = await audit(
      [...distinct(20, () => 'x'), example('n', 'where is the parcel with my lamps now', 'x')],
      {
        held,
      },
    );
    expect(of('DUPLICATES_ACROSS_SPLITS')).toMatchObject([{ level: 'error', count: 1 }]);
    expect(of('DUPLICATES_ACROSS_SPLITS')[0]?.message).toBe(
      '1 dev or sealed cases stand word for word in train',
    );
    expect(of('NEAR_DUPLICATES_ACROSS_SPLITS')).toMatchObject([{ level: 'warning', count: 1 }]);
    expect(of('DUPLICATES')).toEqual([]);
  });
});

describe('contradictions', () => {
  const twice = (count: number, contract: OutputContract) => {
    const all = distinct(20, () => 'a').map((one) => ({ ...one, label: 'a' }));
    const opposed = all
      .slice(0, count)
      .map((one, at) => ({ ...one, id: `o${at}`, completion: 'b', label: 'b' }));
    return audit([...all, ...opposed], { contract });
  };

  it('are an error where a tenth of the examples contradict another', async () => {
    // 2 of 21, and 4 of 22.
    expect((await twice(1, labels))('CONTRADICTORY_ANSWERS')).toMatchObject([{ level: 'warning', count: 1 }]);
    expect((await twice(2, labels))('CONTRADICTORY_ANSWERS')).toMatchObject([{ level: 'error', count: 2 }]);
    expect((await twice(2, labels))('CONTRADICTORY_ANSWERS')[0]?.message).toContain('18.2 %');
  });

  it('of answers in words are a warning, also where they begin alike', async () => {
    const long = 'We are sorry to hear that, and will send you another one';
    const of = await audit([
      example('one', 'my lamp broke', `${long} today.`),
      example('two', 'my lamp broke', `${long} tomorrow.`),
      example('three', 'it is late', long),
      example('four', 'it is late', ` ${long}\n`),
    ]);
    expect(of('CONTRADICTORY_ANSWERS')).toMatchObject([{ level: 'warning', count: 1 }]);
  });

  it('between nearly the same inputs are told of labels and JSON alone', async () => {
    const near = [
      example('one', 'I would like to activate my card.', 'activate', { label: 'activate' }),
      example('two', 'I would like to reactivate my card', 'link', { label: 'link' }),
    ];
    expect((await audit(near, { contract: labels }))('NEARLY_CONTRADICTORY_LABELS')).toHaveLength(1);
    expect((await audit(near))('NEARLY_CONTRADICTORY_LABELS')).toEqual([]);
  });
});

it('names what is longer than the trainer or the model takes, and what nobody counted', async () => {
  const { promptTokens: _, ...uncounted } = example('unknown', 'of unknown length', 'x');
  const of = await audit(
    [
      ...distinct(12, () => 'x'),
      example('fits', 'just fits', 'x', { promptTokens: 1022 }),
      example('long', 'does not fit', 'x', { promptTokens: 1023 }),
      example('longer', 'beyond all', 'x', { promptTokens: 3000 }),
      uncounted,
    ],
    { contextTokens: 2048 },
  );
  expect(of('TRUNCATED')).toMatchObject([{ level: 'warning', count: 1, examples: ['long: 1025 tokens'] }]);
  expect(of('TRUNCATED')[0]?.message).toBe(
    '1 of 16 examples (6 %) are longer than the 1024 tokens that the trainer takes',
  );
  expect(of('BEYOND_CONTEXT')).toMatchObject([{ level: 'warning', examples: ['longer: 3002 tokens'] }]);
  expect(of('LENGTH_UNKNOWN')).toMatchObject([{ count: 1 }]);
});

it('tells personal data of inputs and answers apart, and repeats none', async () => {
  const of = await audit([
    example('in', 'I am ann@example.org', 'x'),
    example('out', 'who is it', 'Write to 4111 1111 1111 1111 or ann@example.org'),
  ]);
  const found = of('PERSONAL_DATA');
  expect(found.map(({ message, examples }) => [message, examples])).toEqual([
    ['1 inputs hold personal data of type email', ['in']],
    ['1 answers hold personal data of type card', ['out']],
    ['1 answers hold personal data of type email', ['out']],
  ]);
  expect(JSON.stringify(found)).not.toContain('@');
});
