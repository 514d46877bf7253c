/** Replaces every free text of a ladder, keeping ids, hashes, times and words of fixed vocabularies, so that a test can ask whether text changes structure. */
import { type Ladder, ladderSchema } from '../../domain/ladder.ts';

/** Keys whose strings are not free text. */
const fixed = new Set([
  'id',
  'against',
  'rungId',
  'referenceRungId',
  'stackHash',
  'sealedHash',
  'hash',
  'createdAt',
  'at',
  'status',
  'split',
  'verdict',
  'kind',
  'basis',
  'constraint',
  'outcome',
  'stopped',
]);

export function withForeignText(ladder: Ladder, text: string): Ladder {
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
    }
    return value;
  };
  return ladderSchema.parse(replace(ladder, ''));
}
