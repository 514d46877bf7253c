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
  readonly #lists: readonly AccessList[];
  readonly #byFolder = new Map<string, AccessList[]>();
  readonly #used = new Set<AccessRule>();

  constructor(lists: readonly AccessList[]) {
    this.#lists = lists;
    for (const list of lists)
      this.#byFolder.set(list.folder, [...(this.#byFolder.get(list.folder) ?? []), list]);
    this.members = Object.assign({}, ...lists.map((list) => list.members));
  }

  readersOf(name: string): Readers {
    let readers: readonly string[] | undefined;
    let reason = 'no access list has a rule for it, nor a default';
    let isListed = false;
    // Each list is asked, whatever the others say, so that it is known which rules are of use.
    for (const list of this.#listsFor(name)) {
      isListed = true;
      const verdict = readersBy(list, name);
      if (verdict?.rule !== undefined) this.#used.add(verdict.rule);
      if (verdict === undefined) continue;
      const granted = 'denied' in verdict ? [] : verdict.readers;
      const before = readers ?? [everyone];
      readers = intersectReaders(before, granted);
      if ('denied' in verdict && before.length > 0) reason = verdict.denied;
      else if (readers.length === 0 && before.length > 0)
        reason =
          granted.length === 0
            ? `${list.file} grants it to nobody`
            : `${list.file} grants none of ${before.join(', ')}`;
    }
    if (!isListed) return { readers: [everyone], notes: [] };
    if (readers !== undefined && readers.length > 0) return { readers, notes: [] };
    return { readers: [], notes: [`nobody may read it: ${reason}`] };
  }

  /** What could not be understood. */
  problems(): FulcrumError[] {
    return this.#lists.flatMap(({ problems }) => problems);
  }

  /** Rules that decided for none of the names asked for so far: often misspelt, so that another rule or a default held. */
  unusedRules(): FulcrumError[] {
    return this.#lists.flatMap(({ file, rules }) =>
      [...(rules?.values() ?? [])]
        .filter((rule) => !this.#used.has(rule))
        .map(({ path, line }) => {
          const place = line === undefined ? '' : `:${line}`;
          return new FulcrumError('ACCESS_RULE_UNUSED', { file, place, path });
        }),
    );
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
