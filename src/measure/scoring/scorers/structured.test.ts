import { describe, expect, it } from 'vitest';
import type { Json } from '../../../domain/json.ts';
import { openScorer } from '../scorer-registry.ts';
import { scoreAnswer, scoreOutput } from '../testing/score-output.ts';

const json = (value: Json) => ({ kind: 'json', value }) as const;
const fields = (given: Json, expected: Json) =>
  scoreOutput({ kind: 'json-fields' }, JSON.stringify(given), json(expected));

describe('json-valid', () => {
  const schema = {
    type: 'object',
    required: ['city'],
    properties: { city: { type: 'string', pattern: '^[A-Z]' } },
  };
  const spec = { kind: 'json-valid', settings: { schema } };

  it.each([
    ['{"city": "Oslo"}', true, true],
    ['```json\n{"city": "Oslo"}\n```', false, true],
    ['Here you are: {"city": "Oslo"}.', false, true],
    ["{'city': 'Oslo',}", false, true],
    ['{"city": "Oslo"', false, true],
    ['{"city": "oslo"}', false, false],
    ['{"town": "Oslo"}', false, false],
    ['Oslo', false, false],
    ['see note [1]', false, false],
  ])('%j: as sent %s, after repair %s', async (output, asSent, afterRepair) => {
    const value = await scoreAnswer(spec, { output });
    expect(value).toMatchObject({ kind: 'scored', value: Number(asSent), metadata: { asSent, afterRepair } });
    const repaired = { kind: 'json-valid', settings: { schema, afterRepair: true } };
    expect(await scoreOutput(repaired, output)).toBe(Number(afterRepair));
  });

  it('without a schema takes any JSON value, but no sentence', async () => {
    expect(await scoreOutput({ kind: 'json-valid' }, '42')).toBe(1);
    for (const output of ['Sure, here it is', 'I cannot [do] that', '']) {
      const either = { kind: 'json-valid', settings: { afterRepair: true } };
      expect(await scoreOutput(either, output)).toBe(0);
    }
  });

  it('refuses a schema that is none', () => {
    expect(() => openScorer({ kind: 'json-valid', settings: { schema: { type: 'strange' } } })).toThrow(
      expect.objectContaining({ code: 'SCORER_SETTINGS' }),
    );
  });
});

describe('json-fields', () => {
  it('costs a missing, an additional and a wrong field', async () => {
    const expected = { a: 1, b: 2 };
    expect(await fields({ a: 1, b: 2 }, expected)).toBe(1);
    expect(await fields({ a: 1 }, expected)).toBeCloseTo(2 / 3, 12);
    expect(await fields({ a: 1, b: 2, c: 3 }, expected)).toBeCloseTo(4 / 5, 12);
    expect(await fields({ a: 1, b: 3 }, expected)).toBe(0.5);
    expect(await fields({}, expected)).toBe(0);
  });

  it('gives nothing for fields invented where none are expected', async () => {
    expect(await fields({}, {})).toBe(1);
    expect(await fields({ time: '5' }, {})).toBe(0);
    expect(await fields([], {})).toBe(0);
    expect(await fields({ slots: [{ a: 1 }] }, { slots: [] })).toBe(0);
  });

  it('compares arrays without their order, but as multisets', async () => {
    expect(await fields([3, 1, 2], [1, 2, 3])).toBe(1);
    expect(await fields([1, 1, 1], [1, 2, 3])).toBeCloseTo(1 / 3, 12);
    expect(await fields([1], [1, 1])).toBeCloseTo(2 / 3, 12);
  });

  it('does not accept values swapped between two objects of a list', async () => {
    const expected = [
      { name: 'city', value: 'Oslo' },
      { name: 'time', value: 'noon' },
    ];
    expect(await fields(expected.toReversed(), expected)).toBe(1);
    const swapped = [
      { name: 'city', value: 'noon' },
      { name: 'time', value: 'Oslo' },
    ];
    expect(await fields(swapped, expected)).toBe(0.5);
  });

  it('tells types apart, and strings up to form only when told', async () => {
    expect(await fields({ a: '1' }, { a: 1 })).toBe(0);
    expect(await fields({ a: null }, { a: 'null' })).toBe(0);
    const normalised = { kind: 'json-fields', settings: { strings: 'normalised' } };
    expect(await scoreOutput(normalised, '{"a": "the OSLO "}', json({ a: 'Oslo' }))).toBe(1);
    expect(await fields({ a: 'oslo' }, { a: 'Oslo' })).toBe(0);
  });

  it('counts per field', async () => {
    const value = await scoreAnswer(
      { kind: 'json-fields' },
      { output: '{"city": "Rome", "slots": [{"n": 1}, {"n": 3}], "__proto__": 1}' },
      { expected: json({ city: 'Oslo', slots: [{ n: 1 }, { n: 2 }] }) },
    );
    expect(value).toMatchObject({
      metadata: { right: 1, expected: 3, got: 4, fields: { 'slots[].n': { right: 1, expected: 2, got: 2 } } },
    });
    expect(JSON.parse(JSON.stringify(value)).metadata.fields).toHaveProperty('city', {
      expected: 1,
      got: 1,
      right: 0,
    });
  });

  it('is 0 for what is no JSON, and says whether it was repaired', async () => {
    const asked = { expected: json({ a: 1 }) };
    expect(await scoreAnswer({ kind: 'json-fields' }, { output: 'a is 1' }, asked)).toMatchObject({
      value: 0,
    });
    expect(await scoreAnswer({ kind: 'json-fields' }, { output: '{a: 1}' }, asked)).toMatchObject({
      value: 1,
      metadata: { read: 'repaired' },
    });
    const strict = { kind: 'json-fields', settings: { afterRepair: false } };
    expect(await scoreAnswer(strict, { output: '{a: 1}' }, asked)).toMatchObject({ value: 0 });
  });

  it('ends soon on long lists of objects', async () => {
    const list = (key: string) => Array.from({ length: 20_000 }, (_, i) => ({ [key]: i }));
    const start = performance.now();
    expect(await fields(list('a'), list('b'))).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('tool-calls', () => {
  const book = { name: 'book', arguments: { at: '20:00', seats: 2 } };
  const cancel = { name: 'cancel', arguments: {} };
  const score = (
    expected: readonly (typeof book | typeof cancel)[],
    toolCalls?: typeof expected,
    order = 'any',
  ) =>
    scoreAnswer(
      { kind: 'tool-calls', settings: { order } },
      { ...(toolCalls && { toolCalls }) },
      { expected: { kind: 'tool-calls', calls: expected } },
    );

  it('no call where none is expected is right, a call there is wrong', async () => {
    expect(await score([])).toMatchObject({ value: 1 });
    expect(await score([], [book])).toMatchObject({ value: 0, metadata: { expected: 0, got: 1 } });
    expect(await score([book], [])).toMatchObject({ value: 0 });
  });

  it('tells a wrong name from wrong arguments', async () => {
    expect(await score([book], [{ name: 'book', arguments: { at: '20:00', seats: 3 } }])).toMatchObject({
      value: 0,
      metadata: { rightNames: 1, rightCalls: 0 },
    });
    expect(await score([book], [cancel])).toMatchObject({ value: 0, metadata: { rightNames: 0 } });
  });

  it('counts each call once and keeps the order only when told', async () => {
    expect(await score([book, cancel], [cancel, book])).toMatchObject({ value: 1 });
    expect(await score([book, cancel], [cancel, book], 'same')).toMatchObject({ value: 0 });
    expect(await score([book, cancel], [book, book])).toMatchObject({
      value: 0,
      metadata: { rightCalls: 1 },
    });
    expect(await score([book], [book, book])).toMatchObject({ value: 0 });
  });

  it('arguments nested too deeply to be written are wrong, not an error', async () => {
    let deep: Json = {};
    for (let i = 0; i < 50_000; i++) deep = { deep };
    expect(await score([book], [{ name: 'book', arguments: deep as typeof book.arguments }])).toMatchObject({
      kind: 'scored',
      value: 0,
    });
  });
});
