/** The keys a config may have at a path, from its schema, for hints. Knows nothing of values. */
import { z } from 'zod';
import { taskSchema } from './task-config.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Of all alternatives there; empty where no object is expected. */
export function configKeys(path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(taskSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const there = path.reduce<JsonSchema[]>(
    (schemas, key) => schemas.flatMap((schema) => stepInto(schema, String(key))),
    alternatives(root),
  );
  return there.flatMap(({ properties }) => Object.keys(properties ?? {}));
}

function stepInto({ properties, additionalProperties, items }: JsonSchema, key: string): JsonSchema[] {
  const record = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const next = properties?.[key] ?? items ?? record;
  return next === undefined ? [] : alternatives(next);
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(alternatives);
}
