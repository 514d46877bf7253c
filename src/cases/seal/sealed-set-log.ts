/** The log of who has looked at a sealed set, append-only and committed beside the task. Does not know what was read there. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { shorten } from '../text/shorten.ts';

export const sealedSetLogFile = 'sealed-set.log.jsonl';

/** `confirmatory`: the first batch on a sealed set. `exploratory`: any later one. `benchmark`: a ladder on a public test set. */
export type LookKind = 'confirmatory' | 'exploratory' | 'benchmark';

/** One stack read on one sealed set for the first time. */
export interface SealedLook {
  readonly sealedHash: string;
  readonly stackHash: string;
  /** Name of the rung when it was read. */
  readonly rung: string;
  /** Stacks read together, corrected together. */
  readonly batch: string;
  readonly kind: LookKind;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface LookBatch {
  readonly sealedHash: string;
  readonly batch: string;
  readonly at: Date;
  /** A public test set: looks are logged as such. */
  readonly benchmark?: boolean;
  readonly stacks: readonly { readonly stackHash: string; readonly rung: string }[];
}

/** In the order they were written; empty without a file. Throws `SEALED_LOG_INVALID` with the line. */
export async function readSealedSetLog(folder: string): Promise<SealedLook[]> {
  let text: string;
  try {
    text = await readFile(join(folder, sealedSetLogFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const looks: SealedLook[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const problem = problemWith(line, looks);
    if (typeof problem === 'string') {
      throw new FulcrumError('SEALED_LOG_INVALID', {
        file: sealedSetLogFile,
        line: index + 1,
        problem,
        value: shorten(line),
      });
    }
    looks.push(problem);
  }
  return looks;
}

/**
 * Adds the pairs (sealed set, stack) that the log has not yet and returns them, on disk when it resolves; reading a known pair again adds
 * nothing. The first batch on a sealed set is confirmatory, also when it is taken up again under the same name.
 */
export async function appendLooks(folder: string, batch: LookBatch): Promise<SealedLook[]> {
  const log = await readSealedSetLog(folder);
  const kind = kindOf(batch, log);
  const known = new Set(log.map(pair));
  const fresh = batch.stacks
    .map(({ stackHash, rung }): SealedLook => {
      const { sealedHash, batch: name, at } = batch;
      return { sealedHash, stackHash, rung, batch: name, kind, at: at.toISOString() };
    })
    .filter((look) => !known.has(pair(look)) && known.add(pair(look)));
  if (fresh.length === 0) return [];
  const file = await open(join(folder, sealedSetLogFile), 'a');
  try {
    await file.appendFile(fresh.map((look) => `${JSON.stringify(look)}\n`).join(''), 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  return fresh;
}

function kindOf({ benchmark, sealedHash, batch }: LookBatch, log: readonly SealedLook[]): LookKind {
  if (benchmark === true) return 'benchmark';
  const first = log.find((look) => look.sealedHash === sealedHash);
  return first === undefined || (first.batch === batch && first.kind === 'confirmatory')
    ? 'confirmatory'
    : 'exploratory';
}

function pair(look: SealedLook): string {
  return `${look.sealedHash} ${look.stackHash}`;
}

/** The look on a line, or what is wrong with it given those before. */
function problemWith(line: string, before: readonly SealedLook[]): SealedLook | string {
  let look: SealedLook;
  try {
    look = JSON.parse(line) as SealedLook;
  } catch {
    return 'not valid JSON';
  }
  const texts = ['sealedHash', 'stackHash', 'rung', 'batch', 'at'] as const;
  const missing = texts.find((key) => typeof look?.[key] !== 'string' || look[key] === '');
  if (missing !== undefined) return `no ${missing}`;
  if (!['confirmatory', 'exploratory', 'benchmark'].includes(look.kind)) return `unknown kind "${look.kind}"`;
  if (Number.isNaN(Date.parse(look.at))) return 'at is no time';
  if (before.some((earlier) => pair(earlier) === pair(look)))
    return 'this stack was logged on this sealed set before';
  const earlier = before.find((one) => one.sealedHash === look.sealedHash && one.batch !== look.batch);
  if (look.kind === 'confirmatory' && earlier !== undefined) {
    return `batch "${earlier.batch}" looked before, so this one cannot be confirmatory`;
  }
  return look;
}
