import { expect, it } from 'vitest';
import type { Expected } from '../../domain/case.ts';
import type { OutputContract } from '../../domain/stack.ts';
import { defaultScorers } from './default-scorers.ts';
import { openScorer } from './scorer-registry.ts';

const text: OutputContract = { kind: 'text' };
const label: OutputContract = { kind: 'label', labels: ['a', 'b'] };
const json: OutputContract = { kind: 'json', schema: { type: 'object' } };

it.each<[OutputContract, Expected['kind'][], boolean, string[]]>([
  [label, ['label'], false, ['label']],
  [label, ['text'], false, ['label']],
  [json, ['json'], false, ['json-fields', 'json-valid']],
  [json, [], false, ['json-valid']],
  [text, ['text'], false, ['normalised-match']],
  [text, ['text', 'accepted'], false, ['accepted-answers']],
  [text, ['tool-calls'], false, ['tool-calls']],
  [text, ['text'], true, ['normalised-match', 'assertions']],
  [text, [], true, ['assertions']],
  [text, [], false, []],
])('%j expecting %j, assertions %s: %j', (contract, kinds, assertions, scorers) => {
  const specs = defaultScorers(contract, { kinds: new Set(kinds), assertions });
  expect(specs.map((s) => openScorer(s).name)).toEqual(scorers);
});

it('gives the scorers the labels and the schema of the contract', () => {
  expect(defaultScorers(label, { kinds: new Set(['label']), assertions: false })[0]?.settings).toEqual({
    labels: ['a', 'b'],
  });
  expect(defaultScorers(json, { kinds: new Set(['json']), assertions: false })[1]?.settings).toEqual({
    schema: json.schema,
  });
});
