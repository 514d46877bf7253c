/** What verbs share: something shows before the database is there, and the next command names the task as it was named. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { interruptible } from '../workbench/interruption.ts';
import type { Terminal } from './terminal.ts';
import { nextLine, openTaskWorkbench, type TaskOptions, taskWords, warmTaskDatabase } from './verb.ts';

const nowhere = path.join(tmpdir(), 'fulcrum-no-such-task');

async function linesOf(isWatched: boolean, options: TaskOptions, verb: 'opens' | 'warms'): Promise<string[]> {
  const lines: string[] = [];
  const terminal: Terminal = {
    print: () => {},
    say: () => {},
    line: (text) => lines.push(text),
    fail: () => {},
    style: (_, text) => text,
    isWatched,
    width: 80,
    colour: false,
  };
  const context = { terminal, interruption: interruptible(), program: 'fulcrum' };
  if (verb === 'warms') await warmTaskDatabase(nowhere, options, context);
  else await expect(openTaskWorkbench(nowhere, options, context)).rejects.toThrow('no fulcrum.config');
  return lines;
}

test.each([
  ['opens', true, {}, ['opening the database …']],
  ['warms', true, {}, ['opening the database …']],
  ['opens', true, { json: true }, []],
  ['opens', false, {}, []],
  ['warms', false, {}, []],
] as const)('a verb that %s the database, watched: %s, with %j', async (verb, isWatched, options, lines) => {
  expect(await linesOf(isWatched, options, verb)).toEqual(lines);
});

const database = 'postgres://ann:se:c/r@et@db.example:5432/work';

test.each([
  ['.', {}, ''],
  ['examples/triage', {}, 'examples/triage'],
  ['my task', {}, "'my task'"],
  ['.', { config: 'other config.json' }, "-c 'other config.json'"],
  ['.', { database: 'postgres://db/work' }, '--database postgres://db/work'],
  ['a', { database }, "a --database 'postgres://ann:***@db.example:5432/work'"],
  [
    '.',
    { config: 'c.json', database: 'postgres://db/work?user=ann&password=secret' },
    "-c c.json --database 'postgres://db/work?user=ann&password=***'",
  ],
])('the next command names the task as it was named: %s %j', (folder, options, words) => {
  expect(taskWords(folder, options)).toBe(words);
});

test('nothing is added for the current folder', async () => {
  const terminal = undefined as never;
  const context = { terminal, interruption: interruptible(), program: 'bin/fulcrum' };
  expect(nextLine(context, 'climb', '')).toBe('\nNext: bin/fulcrum climb');
  expect(nextLine(context, 'climb', '-c a.json')).toBe('\nNext: bin/fulcrum climb -c a.json');
});
