/** Makes JSON of whatever a library read: dates, dangling references and dangerous keys included. Knows no document format. */
import type { Json, JsonObject } from '../../domain/json.ts';
import { lostMetadata } from './lost-metadata.ts';
import { visibleText } from './visible-text.ts';

/** Enough for any front matter written by hand. */
const mostValues = 10_000;
const mostCharacters = 200_000;
const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);

export interface PlainJson {
  readonly json: JsonObject;
  /** What was left out. */
  readonly note?: string;
}

/**
 * A copy of `value` as a JSON object: dates as ISO strings, numbers that JSON lacks as strings, functions and `undefined` left out. Objects
 * within each other deeper than `depth`, or too much of anything, give an empty object and a note; so does a circular value.
 */
export function plainJson(value: unknown, depth: number): PlainJson {
  let values = 0;
  let characters = 0;
  let unsafe = 0;
  const copy = (from: unknown, level: number): Json | undefined => {
    values += 1;
    if (level > depth || values > mostValues || characters > mostCharacters) throw new RangeError('too much');
    if (from === null || typeof from === 'boolean') return from;
    if (typeof from === 'string') {
      characters += from.length;
      return visibleText(from).text;
    }
    if (typeof from === 'number') return Number.isFinite(from) ? from : String(from);
    if (typeof from === 'bigint') return String(from);
    if (from instanceof Date) return Number.isNaN(from.valueOf()) ? undefined : from.toISOString();
    if (Array.isArray(from)) return from.map((item) => copy(item, level + 1) ?? null);
    if (typeof from !== 'object') return undefined;
    const entries = from instanceof Map ? [...from] : Object.entries(from);
    const to: Record<string, Json> = {};
    for (const [key, item] of entries) {
      const name = visibleText(String(key)).text;
      characters += name.length;
      if (unsafeKeys.has(name)) {
        unsafe += 1;
        continue;
      }
      const json = copy(item, level + 1);
      if (json !== undefined) to[name] = json;
    }
    return to;
  };
  try {
    const json = copy(value, 0);
    if (json === undefined || json === null || typeof json !== 'object' || Array.isArray(json))
      return { json: {} };
    return { json: json as JsonObject, ...(unsafe > 0 && { note: `left out unsafe keys: ${unsafe}` }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { json: {}, note: lostMetadata };
  }
}
