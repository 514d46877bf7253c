/** Turns the first complaint of the config schema into path, value and nearest valid key. Knows nothing of files. */
import type { z } from 'zod';
import { nearest } from '../../cases/nearest.ts';

/** E.g. `models.chta: unknown key; nearest valid key is "chat"`. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  config: unknown,
  validKeys: readonly string[],
): string {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const close = nearest(key, validKeys);
    const hint = close === undefined ? '' : `; nearest valid key is "${close}"`;
    return `${[...issue.path, key].join('.')}: unknown key${hint}`;
  }
  const value = valueAt(config, issue.path);
  const shown = value === undefined ? 'missing' : shorten(JSON.stringify(value) ?? String(value));
  return `${issue.path.join('.') || '(whole file)'}: ${issue.message} (is ${shown})`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}

const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
