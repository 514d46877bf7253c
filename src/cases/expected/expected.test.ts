import { expect, it } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { CaseContract } from './case-contract.ts';
import { ContractInference } from './contract-inference.ts';
import { readExpected } from './read-expected.ts';

const place = { file: 'a.csv', line: 3 };
const read = (value: Json, contract: CaseContract) => readExpected({ value }, contract, place);

it('reads a value by the contract', () => {
  expect(read(' a ', { kind: 'text' })).toEqual({ kind: 'text', text: ' a ' });
  expect(read(' billing ', { kind: 'label', labels: ['billing'] })).toEqual({
    kind: 'label',
    label: 'billing',
  });
  expect(read(true, { kind: 'label' })).toEqual({ kind: 'label', label: 'true' });
  expect(read('a | b', { kind: 'accepted' })).toEqual({ kind: 'accepted', answers: ['a', 'b'] });
  expect(read('a;b|c', { kind: 'accepted', separator: ';' })).toEqual({
    kind: 'accepted',
    answers: ['a', 'b|c'],
  });
  expect(read('["a|b", 2]', { kind: 'accepted' })).toEqual({ kind: 'accepted', answers: ['a|b', '2'] });
  expect(read('{"a": 1}', { kind: 'json' })).toEqual({ kind: 'json', value: { a: 1 } });
  expect(read([{ name: 'f' }], { kind: 'tool-calls' })).toEqual({
    kind: 'tool-calls',
    calls: [{ name: 'f', arguments: {} }],
  });
  expect(read('[]', { kind: 'tool-calls' })).toEqual({ kind: 'tool-calls', calls: [] });
});

it('lets a chat file state calls, and an answer without call be one', () => {
  const spoken = { value: 'Sunny', calls: [] };
  expect(readExpected(spoken, { kind: 'tool-calls' }, place)).toEqual({ kind: 'tool-calls', calls: [] });
  expect(readExpected(spoken, { kind: 'text' }, place)).toEqual({ kind: 'text', text: 'Sunny' });
  expect(() => readExpected({ calls: [{ name: 'f', arguments: {} }] }, { kind: 'text' }, place)).toThrow(
    'tool call',
  );
});

it('names the nearest label', () => {
  const labels = ['card_arrival', 'card_linking', 'top_up'];
  expect(() => read('card_arival', { kind: 'label', labels })).toThrow(
    'a.csv:3: "card_arival" is not among the labels card_arrival, card_linking, top_up; nearest is "card_arrival"',
  );
});

it.each<[Json, CaseContract]>([
  ['{"a":', { kind: 'json' }],
  ['', { kind: 'accepted' }],
  ['{"nome":"f"}', { kind: 'tool-calls' }],
  [{ a: 1 }, { kind: 'label' }],
])('refuses %j as %j', (value, contract) => {
  expect(() => read(value, contract)).toThrow(expect.objectContaining({ code: 'CASES_MALFORMED' }));
});

function infer(values: readonly Json[]): CaseContract {
  const inference = new ContractInference();
  for (const value of values) inference.observe({ value });
  return inference.conclude().contract;
}

it('infers labels from few short repeated values, and nothing bolder', () => {
  expect(infer(['b', 'a', 'b', 'a', 'b', 'b'])).toEqual({ kind: 'label', labels: ['a', 'b'] });
  expect(infer(['a', 'b', 'c', 'd'])).toEqual({ kind: 'text' });
  expect(infer(['a', 'a', 'a'])).toEqual({ kind: 'text' });
  expect(infer(Array.from({ length: 2000 }, (_, at) => `v${at % 400}`))).toEqual({ kind: 'text' });
  expect(infer(['{"a":1}', '[1]'])).toEqual({ kind: 'json' });
  expect(infer([['a'], ['b', 'c']])).toEqual({ kind: 'accepted' });
  expect(infer([{ a: 1 }, ['b']])).toEqual({ kind: 'json' });
  const calls = new ContractInference();
  calls.observe({ value: 'text', calls: [] });
  calls.observe({ calls: [{ name: 'f', arguments: {} }] });
  expect(calls.conclude().contract).toEqual({ kind: 'tool-calls' });
});
