/** The one content hash of the product: SHA-256 over canonical JSON. Knows nothing of what is hashed. */
import { hash } from 'node:crypto';

/**
 * Serialises a plain value so that equal values give equal strings: object keys sorted by code unit, `undefined`
 * properties left out, `-0` as `0`. Throws `TypeError` on what JSON cannot carry (NaN, infinities, functions, bigint, dates, maps, typed
 * arrays), because a hash over a silently dropped value would call two different things equal.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`cannot hash the number ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      if (Object.prototype.toString.call(value) !== '[object Object]')
        throw new TypeError(`cannot hash a ${value.constructor.name}`);
      return canonicalObject(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`cannot hash a ${typeof value}`);
  }
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const property = value[key];
    if (property !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(property)}`;
  }
  return `{${text}}`;
}

/** SHA-256 of the canonical JSON of `value`, 64 lower-case hex digits. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}
