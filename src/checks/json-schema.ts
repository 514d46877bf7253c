/** Checks a value against a JSON schema and says in words what is wrong. Does not know where the value comes from. */
import { createRequire } from 'node:module';
import type { Options } from 'ajv';
import type { Json, JsonObject } from '../domain/json.ts';
import { linearRegex } from './linear-regex.ts';

/** Loads the validator where a schema is first met: most tasks have none. */
const require = createRequire(import.meta.url);

/** Patterns in a schema run on the linear engine: they are applied to hostile text. */
const linearEngine = Object.assign((pattern: string) => ({ test: linearRegex(pattern) }), {
  code: 'linearRegex',
});

const options: Options = {
  strict: false,
  logger: false,
  /** `format` is a note in JSON Schema unless a vocabulary says otherwise. */
  validateFormats: false,
  code: { regExp: linearEngine },
};

/**
 * Draft 2020-12 where `$schema` names it or 2019-09, else draft 7 (what providers take). References must stay within the schema.
 * @returns a function giving the first problem (`/slots/0/name must be string`), `undefined` when the value is valid.
 * @throws Error when the schema itself is not valid.
 */
export function compileJsonSchema(schema: JsonObject): (value: Json) => string | undefined {
  const is2020 = typeof schema.$schema === 'string' && /20(19-09|20-12)/.test(schema.$schema);
  const { $schema: _, ...rest } = schema;
  const { Ajv } = require('ajv') as typeof import('ajv');
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const validate = (is2020 ? new Ajv2020(options) : new Ajv(options)).compile(rest);
  return (value) => {
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath || 'the value'} ${error?.message ?? 'does not meet the schema'}`;
  };
}
