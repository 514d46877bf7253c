/** The weighted mean over named fields of a JSON object, each judged by a scorer of its own. Knows the scorers only as others do. */
import { z } from 'zod';
import { readJson } from '../../../checks/read-json.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { scored, unscored } from '../score-value.ts';
import type { Scorer, ScorerContext, ScoringSubject } from '../scorer.ts';
import { defineScorerKind, type ScorerKind } from '../scorer-kind.ts';

const fieldSchema = z.strictObject({
  scorer: z.string().min(1),
  settings: z.record(z.string(), z.json()).default({}),
  weight: z.number().positive().default(1),
});

const settingsSchema = z.strictObject({ fields: z.record(z.string(), fieldSchema) });

interface Field {
  readonly name: string;
  readonly weight: number;
  readonly scorer: Scorer;
}

/**
 * For contracts whose fields are not alike: `{"answer", "source"}` with `token-f1` on one and `exact-match` on the other. A text is judged as it
 * is, any other value as JSON. A field that is missing or an output that is no JSON object is 0, unless the case does not expect the field
 * either. A field that cannot be scored leaves the case unscored: a mean over the others would judge cases by different measures.
 */
export function defineFieldScores(kinds: readonly ScorerKind[]): ScorerKind {
  const open = ({ fields }: z.infer<typeof settingsSchema>): Field[] =>
    Object.entries(fields).map(([name, { scorer: kind, settings, weight }]) => {
      const found = kinds.find((k) => k.kind === kind);
      if (found === undefined) throw new Error(`there is no scorer "${kind}" for the field "${name}"`);
      return { name, weight, scorer: found.open(settings as JsonObject, name) };
    });
  return defineScorerKind({
    kind: 'field-scores',
    version: 1,
    settings: settingsSchema.refine(
      ({ fields }) => Object.keys(fields).length > 0,
      'name at least one field',
    ),
    asks: (settings) => open(settings).flatMap(({ scorer }) => scorer.asks),
    needsExpected: () => true,
    binary: () => false,
    fromAssertion: () => undefined,
    open(settings) {
      const fields = open(settings);
      const weights = fields.reduce((sum, { weight }) => sum + weight, 0);
      return async (subject, context) => {
        const { expected } = subject.case;
        if (expected?.kind !== 'json' || !isObject(expected.value))
          return unscored(`a JSON object is needed to compare with, the case expects ${expected?.kind}`);
        const reading = readJson(subject.answer.output ?? '');
        const got = reading.kind === 'invalid' ? undefined : reading.value;
        if (got === undefined || !isObject(got))
          return scored(0, { problem: 'the output is no JSON object' });
        let sum = 0;
        const values: Record<string, Json> = {};
        for (const field of fields) {
          const value = await scoreField(field, expected.value, got, subject, context);
          if (value.kind === 'unscored') return unscored(`${excerpt(field.name)}: ${value.reason}`);
          values[field.name] = value.value;
          sum += field.weight * value.value;
        }
        return scored(sum / weights, { fields: values });
      };
    },
  });
}

async function scoreField(
  { name, scorer }: Field,
  expected: JsonObject,
  got: JsonObject,
  { case: asked, answer }: ScoringSubject,
  context: ScorerContext,
) {
  const [want, given] = [own(expected, name), own(got, name)];
  if (want === undefined || given === undefined) return scored(want === given ? 1 : 0);
  const output = typeof given === 'string' ? given : JSON.stringify(given);
  const of = { ...asked, expected: { kind: 'json' as const, value: want } };
  return scorer.score({ case: of, answer: { ...answer, output } }, context);
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
