/** One run on another machine: brought there once, started, followed, stopped, brought back. Knows the scripts, not what training is. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { FulcrumError } from '../../../domain/errors.ts';
import { adapterFiles } from '../trained-files.ts';
import { type PackedRun, packRun } from './pack-run.ts';
import { remoteScripts } from './remote-scripts.ts';
import type { RemoteCall, RemoteHost } from './ssh-host.ts';

export interface RemotePlace {
  readonly host: RemoteHost;
  /** There; from the home folder on where it is relative. Holds `runs`, `bases` and, where no Python is named, `environment`. */
  readonly folder: string;
  /** There. */
  readonly python?: string;
}

export interface Followed {
  /** `running`, `gone`, or an exit status. */
  readonly state: string;
  readonly bytes: Buffer;
}

/** Of one file of an adapter, which mostly is megabytes. */
const mostBytes = 4 * 2 ** 30;
/** Events of a long run are megabytes. */
const mostSaidBytes = 256 * 2 ** 20;

export class RemoteRun {
  readonly #place: RemotePlace;
  readonly #id: string;

  private constructor(place: RemotePlace, id: string) {
    this.#place = place;
    this.#id = id;
  }

  /** Brings what is not there yet: the base by its digest, once for all runs. Throws as `packRun` does, or a `REMOTE_…` error. */
  static async bring(place: RemotePlace, runFolder: string, signal: AbortSignal): Promise<RemoteRun> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-run-'));
    try {
      const packed = await packRun(runFolder, scratch);
      await bringPacked(place, packed, scratch, signal);
      return new RemoteRun(place, packed.id);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  /** Starts it, unless it goes on or is finished. Returns the byte of its events to follow it from, counted from 0. */
  async start(signal: AbortSignal): Promise<number> {
    const said = await this.#text('start', [this.#python], signal);
    if (/^\d+$/.test(said)) return Number(said);
    throw failed(
      this.#place.host.name,
      `start said "${said.slice(0, 200)}": a login there must print nothing`,
    );
  }

  async follow(offset: number, signal: AbortSignal): Promise<Followed> {
    const found = await this.#bytes('follow', [String(offset + 1)], signal);
    const end = found.indexOf('\n');
    return { state: found.toString('utf8', 0, end), bytes: found.subarray(end + 1) };
  }

  async stop(how: 'pause' | 'end', signal: AbortSignal): Promise<void> {
    await this.#bytes('stop', [how === 'pause' ? 'TERM' : 'KILL'], signal);
  }

  /** The end of what it said besides its events. */
  async said(signal: AbortSignal): Promise<string> {
    return this.#text('said', [], signal).catch((error: Error) => error.message);
  }

  /** Into `runFolder`: the adapter, what was trained on, the readings of the canary, metrics last. */
  async fetch(runFolder: string, signal: AbortSignal): Promise<void> {
    const adapter = path.join(runFolder, 'adapter');
    const arriving = `${adapter}.arriving`;
    await rm(arriving, { recursive: true, force: true });
    await mkdir(arriving, { recursive: true });
    for (const name of ['manifest.json', ...adapterFiles])
      await this.#file(`adapter/${name}`, path.join(arriving, name), signal);
    await rm(adapter, { recursive: true, force: true });
    await rename(arriving, adapter);
    for (const name of ['prompts.jsonl', 'metrics.json'])
      await this.#file(name, path.join(runFolder, name), signal);
  }

  /** Events of the rows of `canary.jsonl`. */
  async canary(onOutput: (piece: Buffer) => void, signal: AbortSignal): Promise<void> {
    await this.#call('fetch', ['canary-readings.jsonl'], { onOutput, signal });
  }

  /** Reads, and leaves nothing behind. Returns how it ended. */
  async read(
    verb: 'plan' | 'evaluate' | 'logits',
    onOutput: (piece: Buffer) => void,
    signal: AbortSignal,
    rows?: { readonly lines: Readable; readonly top?: number },
  ): Promise<{ readonly status: number; readonly said: string }> {
    const words = [this.#python, ...(rows?.top === undefined ? [] : [String(rows.top)])];
    const call = { onOutput, signal, ...(rows && { input: rows.lines }) };
    return this.#place.host.run(remoteScripts[verb], {
      ...call,
      words: [this.#place.folder, this.#id, ...words],
    });
  }

  get #python(): string {
    return this.#place.python ?? '';
  }

  async #file(name: string, target: string, signal: AbortSignal): Promise<void> {
    const stream = createWriteStream(target);
    const { host } = this.#place;
    let bytes = 0;
    const ended = new Promise<void>((resolve, reject) => stream.once('close', resolve).once('error', reject));
    try {
      await this.#call('fetch', [name], {
        signal,
        onOutput(piece) {
          bytes += piece.length;
          if (bytes > mostBytes) throw failed(host.name, `${name} has more than ${mostBytes} bytes`);
          stream.write(piece);
        },
      });
    } finally {
      stream.end();
      await ended;
    }
  }

  async #bytes(
    script: keyof typeof remoteScripts,
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<Buffer> {
    const { host } = this.#place;
    const pieces: Buffer[] = [];
    let bytes = 0;
    const onOutput = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > mostSaidBytes) throw failed(host.name, `${script} said more than ${mostSaidBytes} bytes`);
      pieces.push(piece);
    };
    await this.#call(script, words, { signal, onOutput });
    return Buffer.concat(pieces);
  }

  async #text(
    script: keyof typeof remoteScripts,
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<string> {
    return (await this.#bytes(script, words, signal)).toString().trim();
  }

  #call(script: keyof typeof remoteScripts, words: readonly string[], call: RemoteCall): Promise<void> {
    return run(this.#place, script, [this.#id, ...words], call);
  }
}

async function bringPacked(
  place: RemotePlace,
  { id, files, base }: PackedRun,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  let there = '';
  const onOutput = (piece: Buffer) => {
    there += piece;
  };
  await run(place, 'look', [id, base.sha256], { signal, onOutput });
  const isThere = (what: string) => there.split('\n').includes(what);
  const bring = async (script: 'bringBase' | 'bringRun', words: readonly string[], packed: TarOf) => {
    const child = spawn('tar', ['-chf', '-', '-C', packed.folder, ...packed.files.map((f) => `./${f}`)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // Of macOS: no companion files.
      env: { PATH: process.env.PATH, COPYFILE_DISABLE: '1' },
    });
    child.once('error', (error) => child.stdout.destroy(error));
    await run(place, script, words, { signal, input: child.stdout });
  };
  if (!isThere('base')) await bring('bringBase', [base.sha256, String(base.bytes)], base);
  if (!isThere('run')) await bring('bringRun', [id, base.sha256], { folder, files });
}

interface TarOf {
  readonly folder: string;
  readonly files: readonly string[];
}

async function run(
  { host, folder }: RemotePlace,
  script: keyof typeof remoteScripts,
  words: readonly string[],
  call: RemoteCall,
): Promise<void> {
  const { status, said } = await host.run(remoteScripts[script], { ...call, words: [folder, ...words] });
  if (status !== 0) throw failed(host.name, `${script}: ${said.trim() || `status ${status}`}`);
}

function failed(host: string, reason: string): FulcrumError {
  return new FulcrumError('REMOTE_FAILED', { host, reason });
}
