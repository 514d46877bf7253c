/** The day a document is of, by what it says of itself. Never looks at the clock, nor at when a file was written to disk. */
import type { Json, JsonObject } from '../../domain/json.ts';

/** What a text is of counts before when its file was made; the first that holds a day decides. */
const keys = [
  'updated',
  'date',
  'modified',
  'lastmod',
  'last_modified',
  'last-modified',
  'published',
  'created',
];

/** `2026-03-01`; `undefined` where no key holds a whole day written from year to day: `03/01/2026` may be two days. */
export function documentDate(metadata: JsonObject): string | undefined {
  const byKey = new Map(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]));
  for (const key of keys) {
    const day = dayOf(byKey.get(key));
    if (day !== undefined) return day;
  }
  return undefined;
}

function dayOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(value.trim())?.[1];
  if (day === undefined) return undefined;
  const date = new Date(`${day}T00:00:00Z`);
  // The 30th of February rolls over.
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day) ? day : undefined;
}
