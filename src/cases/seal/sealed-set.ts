/** The file that freezes which cases are sealed, committed beside the task. Does not know how they were drawn or who reads them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { SplitSettings } from '../split/split-settings.ts';
import { writeAtomically } from '../write-atomically.ts';

export const sealedSetFile = 'sealed-set.json';
const version = 1;

export interface SealedSet {
  /** 0 for the first sealed set of a task, counting up with each `seal --new`. */
  readonly generation: number;
  readonly split: SplitSettings;
  /** Hash of the case set whose import drew it. */
  readonly drawnFrom: string;
  /** Content hash by case id. */
  readonly cases: ReadonlyMap<string, string>;
  /** Over ids and content hashes in order of id. */
  readonly hash: string;
}

/** Hash over ids, inputs and expectations of the sealed cases. */
export function sealedSetHash(cases: ReadonlyMap<string, string>): string {
  return contentHash([...cases].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `undefined` when the folder has none. Throws `SEALED_SET_INVALID` when the file was edited. */
export async function readSealedSet(folder: string, name = sealedSetFile): Promise<SealedSet | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parse(text, name);
}

/** The sets that `seal --new` put aside, oldest first. */
export async function readArchivedSets(folder: string): Promise<SealedSet[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    /^sealed-set\.[0-9a-f]{8}\.json$/.test(name),
  );
  const sets = await Promise.all(names.map((name) => readSealedSet(folder, name)));
  return sets.filter((set) => set !== undefined).sort((a, b) => a.generation - b.generation);
}

/** One case a line, in order of id, so that a diff shows which changed. */
export async function writeSealedSet(folder: string, set: SealedSet): Promise<void> {
  const { cases, generation, split, drawnFrom, hash } = set;
  const head = JSON.stringify({ version, generation, split, drawnFrom, hash }, null, 2).slice(0, -2);
  const rows = [...cases].sort(([a], [b]) => (a < b ? -1 : 1)).map((entry) => `    ${JSON.stringify(entry)}`);
  await writeAtomically(join(folder, sealedSetFile), `${head},\n  "cases": [\n${rows.join(',\n')}\n  ]\n}\n`);
}

function parse(text: string, file: string): SealedSet {
  const invalid = (problem: string) => new FulcrumError('SEALED_SET_INVALID', { file, place: '', problem });
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw invalid(`not valid JSON (${(error as Error).message})`);
  }
  if (raw?.version !== version) throw invalid(`version ${String(raw?.version)} instead of ${version}`);
  if (!isEntries(raw.cases)) throw invalid('cases is not a list of [id, hash]');
  const cases = new Map(raw.cases);
  if (cases.size !== raw.cases.length) throw invalid('one id stands twice');
  const hash = sealedSetHash(cases);
  if (hash !== raw.hash) throw invalid('the hash does not fit the cases: the file was edited');
  const { generation, split, drawnFrom } = raw;
  if (
    !Number.isInteger(generation) ||
    typeof drawnFrom !== 'string' ||
    typeof split !== 'object' ||
    split === null
  ) {
    throw invalid('generation, split or drawnFrom is missing');
  }
  return { generation: generation as number, split: split as SplitSettings, drawnFrom, cases, hash };
}

function isEntries(value: unknown): value is [string, string][] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry) =>
        Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string'),
    )
  );
}
