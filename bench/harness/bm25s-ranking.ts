/** Rankings of the Python package bm25s, installed into `.venv` on first use, over tokens that it is given. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const bm25sVersion = '0.3.16';
const python = '.venv/bin/python';
const options = { encoding: 'utf8', timeout: 300_000, maxBuffer: 2 ** 28 } as const;

export interface RankingTask {
  readonly k1: number;
  readonly b: number;
  readonly k: number;
  /** A list of tokens each. */
  readonly documents: readonly (readonly string[])[];
  readonly queries: readonly (readonly string[])[];
}

/** Places of documents, best first, for each query. */
export function bm25sRanking(task: RankingTask): number[][] {
  if (installed() !== bm25sVersion)
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `bm25s==${bm25sVersion}`], options);
  const program = join(import.meta.dirname, 'bm25s-ranking.py');
  return JSON.parse(execFileSync(python, [program], { ...options, input: JSON.stringify(task) }));
}

function installed(): string {
  const look =
    'import importlib.util as u, importlib.metadata as m; print(m.version("bm25s") if u.find_spec("bm25s") else "")';
  return execFileSync(python, ['-c', look], options).trim();
}
