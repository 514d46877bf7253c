/** 1 when the output is JSON that meets the schema. Knows nothing of the values expected. */
import { z } from 'zod';
import { compileJsonSchema } from '../../../checks/json-schema.ts';
import { readJson } from '../../../checks/read-json.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { rightOrWrong } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * Counts what the consumer of the output gets: JSON as sent, unless `afterRepair`. Both figures stand in the metadata (`asSent`,
 * `afterRepair`), with the first problem.
 */
export const jsonValid = defineScorerKind({
  kind: 'json-valid',
  version: 1,
  settings: z.strictObject({
    schema: z.record(z.string(), z.json()).optional(),
    /** Also count JSON that stood in a code fence or prose, or was repaired. */
    afterRepair: z.boolean().default(false),
  }),
  needsExpected: () => false,
  binary: () => true,
  fromAssertion(value) {
    if (value === undefined) return {};
    const schema = typeof value === 'string' ? readSchema(value) : value;
    return isObject(schema) ? { settings: { schema } } : undefined;
  },
  open({ schema, afterRepair: countRepaired }) {
    const problemWith = schema === undefined ? () => undefined : compileJsonSchema(schema as JsonObject);
    return ({ answer: { output = '' } }) => {
      const reading = readJson(output);
      const problem = reading.kind === 'invalid' ? reading.reason : problemWith(reading.value);
      const afterRepair = problem === undefined;
      const asSent = afterRepair && reading.kind === 'as sent';
      return rightOrWrong(countRepaired ? afterRepair : asSent, {
        asSent,
        afterRepair,
        ...(problem !== undefined && { problem: excerpt(problem) }),
      });
    };
  },
});

function readSchema(text: string): Json | undefined {
  const reading = readJson(text);
  return reading.kind === 'as sent' ? reading.value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
