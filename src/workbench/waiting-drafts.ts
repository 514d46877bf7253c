/** Says which drafts wait for a person, and how they come to count. Reads no file. */
import path from 'node:path';
import { shellWord } from '../report/shell-word.ts';
import type { Task } from './task.ts';

export interface WaitingDrafts {
  readonly message: string;
  readonly advice: string;
  readonly count: number;
  /** File and number, of each. */
  readonly files: readonly string[];
}

/** `undefined` where none waits. */
export function waitingDrafts({ cases, folder }: Pick<Task, 'cases' | 'folder'>): WaitingDrafts | undefined {
  const { waiting } = cases;
  const [first] = waiting;
  if (first === undefined) return undefined;
  const count = waiting.reduce((sum, { drafts }) => sum + drafts, 0);
  const file = shellWord(path.relative('', path.join(folder, first.file)));
  return {
    message: `${count} drafted ${count === 1 ? 'question waits' : 'questions wait'} for a person and ${count === 1 ? 'does' : 'do'} not count`,
    advice: `Read and approve them: \`fulcrum documents review ${file}\`.`,
    count,
    files: waiting.map(({ file: name, drafts }) => `${name}: ${drafts}`),
  };
}
