/** Refuses JSON that cannot be stored or would be dangerous further on. Does not know where it came from. */
import type { Json } from '../domain/json.ts';
import { malformed, type Place } from './malformed.ts';

const maxDepth = 64;

/**
 * Throws `CASES_MALFORMED` on a NUL character or half a surrogate pair (neither databases nor tokenisers take them), on a key named
 * `__proto__` (it would poison whoever copies it key by key) and on nesting deeper than 64.
 */
export function assertStorable(value: Json, place: Place, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw malformed(place, 'a NUL character in the text', value);
    if (!value.isWellFormed())
      throw malformed(place, 'half of a surrogate pair in the text', value.toWellFormed());
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw malformed(place, `nested deeper than ${maxDepth}`, '');
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) assertStorable(item, place, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw malformed(place, 'a key named __proto__', value);
    assertStorable(key, place, depth + 1);
    assertStorable(item, place, depth + 1);
  }
}
