/** One parsing child as its parent sees it: started, asked, ended when it takes too long, replaced after anything odd. Knows no formats. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParsedDocument } from '../../domain/document.ts';
import { programFile } from '../../domain/program-file.ts';
import { memoryMark, type ParseReply, type ParseRequest } from './parser-messages.ts';
import type { ParsingLimits } from './parsing-limits.ts';

/** Either what a file holds, or a sentence on why it cannot be told. */
export type ParseOutcome = { readonly document: ParsedDocument } | { readonly problem: string };

/** Loading Node takes a tenth of a second, on a machine that is busy a few seconds. */
const startTimeoutMs = 60_000;
/** A library may keep something of each file; a new child forgets it. */
const filesPerChild = 200;
const environmentNames = ['TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'TZ'];

const programPath = (name: string) => fileURLToPath(programFile(`knowledge/parsing/${name}`));

/** Folders the child may read: this package and wherever its libraries stand. */
function readableFolders(program: string): string[] {
  const folders = new Set<string>();
  let isPackageFound = false;
  for (let folder = path.dirname(program); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (path.basename(folder) === 'node_modules') folders.add(folder);
    if (isPackageFound || !existsSync(path.join(folder, 'package.json'))) continue;
    isPackageFound = true;
    for (const inner of ['package.json', 'node_modules', 'src', 'dist'])
      folders.add(path.join(folder, inner));
  }
  return [...folders].filter((folder) => existsSync(folder));
}

/** Neither keys nor options of the parent's Node. */
function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    environmentNames.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

interface Running {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  files: number;
  errors: string;
}

export class ParserChild {
  readonly #limits: ParsingLimits;
  readonly #program: string;
  #running: Running | undefined;
  #isClosed = false;

  /** `program` answers as `serveParsing` does; default all formats there are. */
  constructor(limits: ParsingLimits, program: string = programPath('parser-process')) {
    this.#limits = limits;
    this.#program = program;
  }

  /**
   * Parses one file; one at a time. A child that crashes at a file it did not begin with is given it again afresh, as an earlier file may
   * have harmed it. Rejects only when no child can be started at all, or after `close`.
   */
  async parse(request: ParseRequest, timeMs = this.#limits.timeMs): Promise<ParseOutcome> {
    if (this.#isClosed) throw new Error('the parsing process was closed');
    const running = await this.#ensure();
    const isFirst = running.files === 0;
    running.files += 1;
    const startedMs = performance.now();
    const reply = await this.#ask(running, request, timeMs);
    if (reply.kind === 'document') return { document: reply.document };
    // Both tries together take no longer than one may.
    const leftMs = timeMs - (performance.now() - startedMs);
    if (reply.kind === 'crash' && !isFirst && leftMs > 0) return this.parse(request, leftMs);
    return { problem: reply.problem };
  }

  /** Ends the child for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.process.kill('SIGKILL');
    await running.ended;
  }

  async #ensure(): Promise<Running> {
    if (this.#running !== undefined && this.#running.files >= filesPerChild) await this.#stop();
    this.#running ??= this.#start();
    await this.#running.ready;
    return this.#running;
  }

  #start(): Running {
    const { memoryMb } = this.#limits;
    const child = fork(this.#program, [JSON.stringify(this.#limits), programPath('parser-watchdog')], {
      execArgv: [
        // The rest is for what lies outside the heap: buffers, code, stacks.
        `--max-old-space-size=${Math.floor(memoryMb * 0.75)}`,
        '--disable-warning=ExperimentalWarning',
        '--permission',
        '--allow-worker',
        ...readableFolders(this.#program).map((folder) => `--allow-fs-read=${folder}`),
      ],
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const ready = new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`the parsing process did not start: ${running.errors.trim()}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail();
      }, startTimeoutMs);
      const settle = () => clearTimeout(timer);
      child.once('message', () => {
        settle();
        resolve();
      });
      child.once('error', fail);
      child.once('close', () => {
        settle();
        fail();
      });
    });
    const running: Running = { process: child, ready, ended, files: 0, errors: '' };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      running.errors = (running.errors + text).slice(-4000);
    });
    return running;
  }

  async #ask(
    running: Running,
    request: ParseRequest,
    timeMs: number,
  ): Promise<Exclude<ParseReply, { kind: 'ready' }> | { readonly kind: 'crash'; readonly problem: string }> {
    const { process: child } = running;
    const { memoryMb } = this.#limits;
    let timer: NodeJS.Timeout | undefined;
    let onMessage: ((reply: ParseReply) => void) | undefined;
    const answered = new Promise<Exclude<ParseReply, { kind: 'ready' }>>((resolve) => {
      onMessage = (reply) => {
        if (reply.kind !== 'ready') resolve(reply);
      };
      child.on('message', onMessage);
    });
    const tooLong = new Promise<'time'>((resolve) => {
      timer = setTimeout(resolve, timeMs, 'time');
    });
    child.send(request, () => {});
    const first = await Promise.race([answered, tooLong, running.ended.then(() => 'ended' as const)]);
    clearTimeout(timer);
    if (onMessage !== undefined) child.off('message', onMessage);
    if (typeof first === 'object') return first;
    await this.#stop();
    if (first === 'time')
      return { kind: 'problem', problem: `took longer than ${this.#limits.timeMs / 1000} s to parse` };
    const isMemory =
      running.errors.includes(memoryMark) || /heap out of memory|heap limit/i.test(running.errors);
    return {
      kind: 'crash',
      problem: isMemory ? `needs more than ${memoryMb} MB of memory to parse` : 'makes its parser crash',
    };
  }
}
