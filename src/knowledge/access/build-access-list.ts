/** Entries of paths and groups → an access list, with a problem for each entry that cannot be understood. Knows neither YAML nor files. */
import { everyone, type Memberships } from '../../domain/access.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type AccessList, type AccessRule, foldPath } from './access-list.ts';
import { readGroups } from './narrow-readers.ts';

export interface AccessEntry {
  readonly key: unknown;
  readonly value: Json | undefined;
  readonly line?: number;
}

type Place = Pick<AccessList, 'file' | 'folder'>;

/** For a list that cannot be read at all: nobody may read what it is for. */
export function unreadableList(
  place: Place,
  problem: string,
  value: string,
  line: number | undefined,
): AccessList {
  return { ...place, members: {}, problems: [invalid(place.file, line, problem, value)] };
}

/**
 * `default` is for what no path is for, `members` names who is in a group; every other key is a path. A value that is no list of groups
 * denies what its path is for. A key that is no plain path, or stands there twice, may have been meant for anything: the list denies all.
 */
export function buildAccessList(place: Place, entries: readonly AccessEntry[]): AccessList {
  const problems: FulcrumError[] = [];
  const rules = new Map<string, AccessRule>();
  let byDefault: AccessRule | undefined;
  let members: Memberships = {};
  for (const { key, value, line } of entries) {
    const refused = refusal(key, rules);
    if (refused !== undefined) return unreadableList(place, refused, shown(key), line);
    const path = key as string;
    if (path === 'members' && place.folder === '') {
      members = readMembers(place.file, value, line, problems);
      continue;
    }
    if (path === 'members')
      return unreadableList(place, 'only the topmost access list names members', path, line);
    const readers = readGroups(value);
    if (readers === undefined)
      problems.push(invalid(place.file, line, `"${path}" is given no list of groups`, shown(value)));
    const rule = { path, ...(line !== undefined && { line }), ...(readers && { readers }) };
    if (path === 'default') byDefault = rule;
    else rules.set(foldPath(path.replace(/\/$/, '')), rule);
  }
  return { ...place, rules, ...(byDefault && { byDefault }), members, problems };
}

function refusal(key: unknown, rules: ReadonlyMap<string, AccessRule>): string | undefined {
  if (typeof key !== 'string' || key.trim() !== key || key === '') return 'a path is no text';
  if (/[*?\\]/.test(key)) return 'a path holds a pattern or a backslash; name a folder (`care/`) or a file';
  const steps = key.replace(/\/$/, '').split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..'))
    return 'a path is not relative to the folder of the list';
  return rules.has(foldPath(key.replace(/\/$/, ''))) ? 'a path stands there twice' : undefined;
}

/** A group whose members cannot be read has none. */
function readMembers(
  file: string,
  value: Json | undefined,
  line: number | undefined,
  problems: FulcrumError[],
): Memberships {
  const refuse = (problem: string, what: Json | undefined) =>
    problems.push(invalid(file, line, problem, shown(what)));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('`members` is no mapping of groups to names', value);
    return {};
  }
  const groups = new Map<string, string[]>();
  for (const [group, names] of Object.entries(value)) {
    const principals = readGroups(names);
    if (principals === undefined || group === everyone) {
      refuse(
        group === everyone ? 'everybody is in `everyone`' : `"${group}" is given no list of names`,
        names,
      );
      continue;
    }
    for (const name of principals) groups.set(name, [...(groups.get(name) ?? []), group]);
  }
  return Object.fromEntries(groups);
}

function invalid(file: string, line: number | undefined, problem: string, value: string): FulcrumError {
  const place = line === undefined ? '' : `:${line}`;
  return new FulcrumError('ACCESS_LIST_INVALID', { file, place, problem, value });
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 80).toWellFormed()}…`;
}
