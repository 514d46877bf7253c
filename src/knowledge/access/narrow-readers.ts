/** What a document says of its own readers: it can take groups away from those it is granted, never add one. Knows no files. */
import { everyone } from '../../domain/access.ts';
import type { Json, JsonObject } from '../../domain/json.ts';

export interface Readers {
  /** Nobody when empty. */
  readonly readers: readonly string[];
  /** Why fewer may read it than one might expect. */
  readonly notes: readonly string[];
}

/** The key in front matter and in metadata files. */
const key = 'readers';

/** Groups in both lists; `everyone` on one side leaves the other as it is. */
export function intersectReaders(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.includes(everyone)) return b;
  if (b.includes(everyone)) return a;
  return a.filter((group) => b.includes(group));
}

/**
 * The readers granted to a document, narrowed to what its own metadata names under `readers`. A value that is no list of groups denies, as
 * does a key that only differs in case and stands there twice: what it meant is unknown.
 */
export function narrowReaders(granted: readonly string[], metadata: JsonObject): Readers {
  const keys = Object.keys(metadata).filter((name) => name.toLowerCase() === key);
  const [named] = keys;
  if (named === undefined) return { readers: granted, notes: [] };
  const own = keys.length === 1 ? readGroups(metadata[named]) : undefined;
  if (own === undefined)
    return { readers: [], notes: ['nobody may read it: its own `readers` are no list of groups'] };
  const readers = intersectReaders(granted, own);
  if (readers.length > 0 || granted.length === 0 || own.length === 0) return { readers, notes: [] };
  const notes = [
    `nobody may read it: it names ${own.join(', ')}, and the access list grants ${granted.join(', ')}`,
  ];
  return { readers, notes };
}

/** The groups of a list, each once, in order; `undefined` of what is no list of names. */
export function readGroups(value: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const groups = new Set<string>();
  for (const group of value as readonly Json[]) {
    if (!isGroup(group)) return undefined;
    groups.add(group);
  }
  return [...groups];
}

function isGroup(value: Json): value is string {
  return typeof value === 'string' && value !== '' && value.trim() === value;
}
