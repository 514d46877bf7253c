/** That something shows on a terminal before the database is there. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { interruptible } from '../workbench/interruption.ts';
import type { Terminal } from './terminal.ts';
import { openTaskWorkbench, type TaskOptions, warmTaskDatabase } from './verb.ts';

const nowhere = path.join(tmpdir(), 'fulcrum-no-such-task');

async function linesOf(isWatched: boolean, options: TaskOptions, verb: 'opens' | 'warms'): Promise<string[]> {
  const lines: string[] = [];
  const terminal: Terminal = {
    print: () => {},
    say: () => {},
    line: (text) => lines.push(text),
    endLine: () => {},
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
