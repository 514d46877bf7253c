/** All access lists of a folder of documents together: who may read a document of a given name. Reads no files. */
import { everyone, type Memberships } from '../../domain/access.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type AccessList, type AccessRule, readersBy } from './access-list.ts';
import { buildAccessList } from './build-access-list.ts';
import { intersectReaders, type Readers } from './narrow-readers.ts';

/** Paths to groups, as in an `_acl.yaml`. */
export type AccessTable = Readonly<Record<string, readonly string[]>>;

/**
 * Every list that is for a document has a say: it is read by the groups that all of them grant, so that a list further in narrows and never
 * widens. A list that has no rule for it says nothing. Without any list everyone may read; with lists of which none has a rule, nobody.
 */
export class AccessLists {
  readonly members: Memberships;
  readonly #byFolder = new Map<string, AccessList[]>();
  readonly #used = new Set<AccessRule>();

  constructor(lists: readonly AccessList[]) {
    for (const list of lists)
      this.#byFolder.set(list.folder, [...(this.#byFolder.get(list.folder) ?? []), list]);
    this.members = Object.assign({}, ...lists.map((list) => list.members));
  }

  readersOf(name: string): Readers {
    let readers: readonly string[] | undefined;
    let isListed = false;
    for (const list of this.#listsFor(name)) {
      isListed = true;
      const verdict = readersBy(list, name);
      if (verdict?.rule !== undefined) this.#used.add(verdict.rule);
      if (verdict === undefined) continue;
      if ('denied' in verdict) return { readers: [], notes: [`nobody may read it: ${verdict.denied}`] };
      const both = readers === undefined ? verdict.readers : intersectReaders(readers, verdict.readers);
      if (both.length === 0 && readers !== undefined && readers.length > 0 && verdict.readers.length > 0)
        return {
          readers: [],
          notes: [`nobody may read it: ${list.file} grants none of ${readers.join(', ')}`],
        };
      readers = both;
    }
    if (readers !== undefined) return { readers, notes: [] };
    return isListed
      ? { readers: [], notes: ['nobody may read it: no access list has a rule for it, nor a default'] }
      : { readers: [everyone], notes: [] };
  }

  /** What could not be understood, and paths that fitted none of the names asked for so far: often misspelt, so that a default held. */
  problems(): FulcrumError[] {
    const found: FulcrumError[] = [];
    for (const list of [...this.#byFolder.values()].flat()) {
      found.push(...list.problems);
      for (const rule of list.rules?.values() ?? []) {
        if (this.#used.has(rule)) continue;
        const place = rule.line === undefined ? '' : `:${rule.line}`;
        found.push(new FulcrumError('ACCESS_RULE_UNUSED', { file: list.file, place, path: rule.path }));
      }
    }
    return found;
  }

  /** Outermost first. */
  *#listsFor(name: string): Generator<AccessList> {
    yield* this.#byFolder.get('') ?? [];
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1))
      yield* this.#byFolder.get(name.slice(0, at + 1)) ?? [];
  }
}

/** A list given by code. Throws `ACCESS_LIST_INVALID` where an `_acl.yaml` would deny. */
export function accessListOf(table: AccessTable): AccessList {
  const entries = Object.entries(table).map(([key, value]) => ({ key, value: value as Json }));
  const list = buildAccessList({ file: 'the access table', folder: '' }, entries);
  if (list.problems[0] !== undefined) throw list.problems[0];
  return list;
}
