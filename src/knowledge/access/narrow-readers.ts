/** What a document says of its own readers: it can take groups away from those it is granted, never add one. Knows no files. */
import { everyone } from '../../domain/access.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { areReadersLost } from '../parsing/lost-metadata.ts';

export interface Readers {
  /** Nobody when empty. */
  readonly readers: readonly string[];
  /** Why fewer may read it than one might expect. */
  readonly notes: readonly string[];
}

/** Groups in both lists; `everyone` on one side leaves the other as it is. */
export function intersectReaders(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.includes(everyone)) return b;
  if (b.includes(everyone)) return a;
  return a.filter((group) => b.includes(group));
}

/**
 * The groups that a document names under `readers`, everyone where it names none. What is no list of groups denies, as does a key that
 * stands there twice, in two letter cases, or metadata that was lost: what it meant is unknown. `notes` are those of the parsing.
 */
export function ownReaders(metadata: JsonObject, notes: readonly string[] = []): Readers {
  const keys = Object.keys(metadata).filter(isReadersKey);
  const groups = keys.length === 0 ? [everyone] : readGroups(metadata[keys[0] as string]);
  return groups === undefined || keys.length > 1 || areReadersLost(notes)
    ? { readers: [], notes: ['nobody may read it: its own `readers` are no list of groups'] }
    : { readers: groups, notes: [] };
}

export function isReadersKey(name: string): boolean {
  return name.toLowerCase() === 'readers';
}

/** The readers granted to a document, narrowed to those it names itself. */
export function narrowReaders(granted: readonly string[], own: readonly string[]): Readers {
  const readers = intersectReaders(granted, own);
  if (readers.length > 0 || granted.length === 0 || own.length === 0) return { readers, notes: [] };
  const reason = `it names ${own.join(', ')}, and the access list grants ${granted.join(', ')}`;
  return { readers, notes: [`nobody may read it: ${reason}`] };
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
