/** Reads JSON out of a model's output: as sent, taken out of its wrapping, or repaired. Does not know what it should contain. */
import { jsonrepair } from 'jsonrepair';
import type { Json } from '../domain/json.ts';

export type JsonReading =
  /** `as sent`: the whole output is JSON. `extracted`: it stood in a code fence or in prose. `repaired`: it had to be corrected. */
  | { readonly kind: 'as sent' | 'extracted' | 'repaired'; readonly value: Json }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Outputs beyond these are invalid rather than slow: whatever reads the value may recurse over it. */
export const maxJsonCharacters = 1_048_576;
export const maxJsonDepth = 100;
/** jsonrepair takes quadratic time on some inputs: 17 s on 200,000 characters of `1 1 1 …`, 0.3 s on this many. */
const maxRepairCharacters = 32_768;

/**
 * Only an output that begins like an object or array, or a code fence that does, is repaired, and only a whole object is taken out of prose:
 * repair makes a string of any sentence, so that otherwise nothing would be invalid.
 */
export function readJson(output: string): JsonReading {
  const text = output.trim();
  if (text === '') return { kind: 'invalid', reason: 'the output is empty' };
  if (text.length > maxJsonCharacters) {
    return { kind: 'invalid', reason: `the output is longer than ${maxJsonCharacters} characters` };
  }
  const asSent = parse(text);
  if (asSent !== undefined) return checkDepth('as sent', asSent);
  const fenced = insideFence(text);
  const extracted = parse(fenced ?? '') ?? parse(objectInProse(fenced ?? text));
  if (extracted !== undefined) return checkDepth('extracted', extracted);
  const repaired = repair(fenced ?? text);
  if (repaired !== undefined) return checkDepth('repaired', repaired);
  return { kind: 'invalid', reason: 'the output is no JSON and could not be repaired' };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function insideFence(text: string): string | undefined {
  const start = text.indexOf('```');
  const end = text.indexOf('```', start + 3);
  if (start < 0) return undefined;
  const inside = text.slice(start + 3, end < 0 ? undefined : end);
  return inside.replace(/^[a-z0-9]*\s/i, '').trim();
}

function objectInProse(text: string): string {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  return start < 0 || end < start ? '' : text.slice(start, end + 1);
}

function repair(text: string): Json | undefined {
  if (!/^[{[]/.test(text) || text.length > maxRepairCharacters) return undefined;
  try {
    return parse(jsonrepair(text));
  } catch {
    return undefined;
  }
}

function checkDepth(kind: 'as sent' | 'extracted' | 'repaired', value: Json): JsonReading {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxJsonDepth)
      return { kind: 'invalid', reason: `the JSON is nested deeper than ${maxJsonDepth}` };
    level = level.flatMap((v) => (v !== null && typeof v === 'object' ? (Object.values(v) as Json[]) : []));
  }
  return { kind, value };
}
