/** F1 over the leaves of the expected and the given JSON value. Knows nothing of schemas. */
import { z } from 'zod';
import { readJson } from '../../../checks/read-json.ts';
import type { Json } from '../../../domain/json.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { compareJson, type FieldTally } from '../compare-json.ts';
import { scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { f1 } from '../text/multiset.ts';
import { normaliseAnswer } from '../text/normalise-answer.ts';

const fieldsShown = 50;

/**
 * `2 × right ÷ (expected + got)` leaves: a missing, an additional and a wrong field all cost. An empty object counts as one leaf, so that
 * inventing fields where none are expected scores 0. Every leaf counts alike: of `[{"name": …, "value": …}]` half the leaves are names, and a
 * right name with a wrong value earns half; `{"<name>": <value>}` is the stricter form of the same data. Output that is no JSON scores 0. Counts and per-field counts stand in the metadata, so
 * that F1 over all cases (micro) can be had from their sums.
 */
export const jsonFields = defineScorerKind({
  kind: 'json-fields',
  version: 1,
  settings: z.strictObject({
    /** How strings compare: `exact`, or `normalised` as `normalised-match`. */
    strings: z.enum(['exact', 'normalised']).default('exact'),
    /** Also read JSON that stood in a code fence or prose, or had to be repaired. `json-valid` tells how often that was. */
    afterRepair: z.boolean().default(true),
  }),
  needsExpected: () => true,
  binary: () => false,
  fromAssertion: (value) => (value === undefined ? undefined : { expected: { kind: 'json', value } }),
  open({ strings, afterRepair }) {
    const form = (scalar: Json) =>
      strings === 'normalised' && typeof scalar === 'string' ? normaliseAnswer(scalar) : scalar;
    return ({ case: { expected }, answer: { output = '' } }) => {
      if (expected?.kind !== 'json')
        return unscored(`JSON is needed to compare with, the case expects ${expected?.kind}`);
      const reading = readJson(output);
      if (reading.kind === 'invalid') return scored(0, { problem: reading.reason });
      if (reading.kind !== 'as sent' && !afterRepair) {
        return scored(0, { problem: 'the output is JSON only after repair' });
      }
      const tally = compareJson(expected.value, reading.value, form);
      const total = sumUp(tally);
      return scored(f1(total.right, total.expected, total.got) ?? 1, {
        read: reading.kind,
        ...total,
        fields: fields(tally),
      });
    };
  },
});

function sumUp(tally: FieldTally): { right: number; expected: number; got: number } {
  const total = { right: 0, expected: 0, got: 0 };
  for (const { right, expected, got } of tally.values()) {
    total.right += right;
    total.expected += expected;
    total.got += got;
  }
  return total;
}

function fields(tally: FieldTally): Json {
  const shown = [...tally].slice(0, fieldsShown);
  return Object.fromEntries(shown.map(([path, counts]) => [excerpt(path), { ...counts }]));
}
