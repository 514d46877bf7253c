/** A parsing child whose parser does what the text of a file says: what no real parser should, to test its parent. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { DocumentBuilder } from '../../document-builder.ts';
import type { DocumentParser } from '../../document-parser.ts';
import { serveParsing } from '../../serve-parsing.ts';

const kept: unknown[] = [];

function attempt(what: () => unknown): string {
  try {
    return `done ${String(what())}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `refused ${code ?? message}`;
  }
}

const deeds: Readonly<Record<string, (argument: string) => string>> = {
  say: (argument) => argument,
  loop: () => {
    for (;;) kept.length = 0;
  },
  heap: () => {
    for (;;) kept.push(new Array(1000).fill(0.5).map((half) => ({ half })));
  },
  buffers: () => {
    for (;;) kept.push(Buffer.alloc(2 ** 24, 1));
  },
  exit: () => process.exit(3),
  abort: () => process.abort(),
  throw: (argument) => {
    throw new Error(argument);
  },
  recurse: () => {
    const down = (): number => 1 + down();
    return String(down());
  },
  read: (argument) => attempt(() => readFileSync(argument, 'utf8').length),
  write: (argument) => attempt(() => writeFileSync(argument, 'x')),
  run: () => attempt(() => spawnSync(process.execPath, ['--version']).stdout),
  connect: (argument) => attempt(() => connect(Number(argument), '127.0.0.1')),
  fetch: () => typeof globalThis.fetch,
  environment: () => Object.keys(process.env).sort().join(' '),
  arguments: () => process.execArgv.filter((flag) => !flag.startsWith('--allow-fs-read')).join(' '),
  pid: () => String(process.pid),
};

const hostileParser: DocumentParser = {
  name: 'hostile',
  accepts: () => true,
  async parse(bytes, _name, limits) {
    const [deed = '', ...rest] = Buffer.from(bytes).toString('utf8').trim().split(' ');
    const builder = new DocumentBuilder(limits);
    builder.add('paragraph', deeds[deed]?.(rest.join(' ')) ?? 'nothing');
    return builder.finish();
  },
};

serveParsing(() => hostileParser);
