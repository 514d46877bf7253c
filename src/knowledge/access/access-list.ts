/** One list of who may read what below a folder: the longest path that fits decides, whatever cannot be understood denies. Knows no YAML. */
import type { Memberships } from '../../domain/access.ts';
import type { FulcrumError } from '../../domain/errors.ts';

export interface AccessRule {
  /** As written: a folder (`care/`, or `care`) or a document, relative to the folder of the list. Never a pattern. */
  readonly path: string;
  readonly line?: number;
  /** Absent where they could not be read: nobody. */
  readonly readers?: readonly string[];
}

export interface AccessList {
  /** For messages. */
  readonly file: string;
  /** The folder it is for, below the folder of documents: '' or `care/`. */
  readonly folder: string;
  /** Absent of a list that could not be read at all: nobody may read anything it is for. */
  readonly rules?: ReadonlyMap<string, AccessRule>;
  /** For what no rule is for. */
  readonly byDefault?: AccessRule;
  /** Groups by principal; only the list of the topmost folder has them. */
  readonly members: Memberships;
  readonly problems: readonly FulcrumError[];
}

/** What a list says of one document; `undefined` where none of its rules is for it. */
export type AccessVerdict =
  | { readonly readers: readonly string[]; readonly rule?: AccessRule }
  | { readonly denied: string; readonly rule?: AccessRule }
  | undefined;

/** Two spellings that a file system may take for one. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** `name` is below the folder of the list. Time is linear in the folders it stands in. */
export function readersBy(list: AccessList, name: string): AccessVerdict {
  if (list.rules === undefined) return { denied: `${list.file} cannot be read` };
  const inside = name.slice(list.folder.length);
  for (let end = inside.length; end > 0; end = inside.lastIndexOf('/', end - 1)) {
    const path = inside.slice(0, end);
    const rule = list.rules.get(foldPath(path));
    if (rule === undefined || (rule.path.endsWith('/') && end === inside.length)) continue;
    if (rule.path.normalize('NFC').replace(/\/$/, '') !== path)
      return { denied: `${list.file} writes "${rule.path}", which is another case`, rule };
    return verdictOf(list, rule);
  }
  return list.byDefault === undefined ? undefined : verdictOf(list, list.byDefault);
}

function verdictOf(list: AccessList, rule: AccessRule): AccessVerdict {
  return rule.readers === undefined
    ? { denied: `the rule for "${rule.path}" in ${list.file} cannot be read`, rule }
    : { readers: rule.readers, rule };
}
