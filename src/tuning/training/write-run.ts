/** Writes the folder that a trainer is given: what to train by, and the rows, rendered and in tokens. Starts no trainer. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingSettings } from '../../domain/bench.ts';

/** Of one target; the trainer takes the tokens as they are. */
export interface TrainingRow {
  readonly id: string;
  readonly prompt: readonly number[];
  readonly completion: readonly number[];
}

export interface TrainingBase {
  readonly id: string;
  /** GGUF. */
  readonly file: string;
  readonly sha256: string;
}

export interface TrainingRows {
  readonly train: readonly TrainingRow[];
  readonly heldOut: readonly TrainingRow[];
  /** Read with and without the adapter once it is trained. */
  readonly canary: readonly TrainingRow[];
}

/** As `spec.json` names them (`trainer/README.md`). */
export function trainerSettings(settings: TrainingSettings): Record<string, unknown> {
  const { heldOutShare: _, ...given } = settings;
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]],
    ),
  );
}

/** SHA-256 over the lines of both, in hex. */
export function rowsHash({ train, heldOut }: Pick<TrainingRows, 'train' | 'heldOut'>): string {
  const hash = createHash('sha256');
  for (const rows of [train, heldOut]) hash.update(linesOf(rows)).update('\n');
  return hash.digest('hex');
}

export async function writeRun(
  folder: string,
  base: TrainingBase,
  settings: TrainingSettings,
  rows: TrainingRows,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { file: path, sha256, id: name } = base;
  const spec = { base: { path, name, sha256 }, ...trainerSettings(settings) };
  await writeFile(join(folder, 'train.jsonl'), linesOf(rows.train));
  if (rows.heldOut.length > 0) await writeFile(join(folder, 'dev.jsonl'), linesOf(rows.heldOut));
  await writeFile(join(folder, 'canary.jsonl'), linesOf(rows.canary));
  await writeFile(join(folder, 'spec.json'), JSON.stringify(spec, undefined, 2));
}

function linesOf(rows: readonly TrainingRow[]): string {
  return rows.map(({ id, prompt, completion }) => `${JSON.stringify({ id, prompt, completion })}\n`).join('');
}
