/** A tiny random model, made once by the trainer's own test support, and run folders on it that train within seconds. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RenderedRow } from '../trainer.ts';
import { findTrainerEnvironment, type TrainerEnvironment, trainerFolder } from '../trainer-environment.ts';

/** `undefined` where there is none: tests that train are then skipped, and say so. */
export const environment: TrainerEnvironment | undefined = await findTrainerEnvironment().catch(
  () => undefined,
);

export const needsTrainer = environment === undefined ? ' (run `scripts/setup-trainer.sh`)' : '';

/** A folder of safetensors, with one token for each byte and `<end>`. */
export async function tinyBase(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-tiny-'));
  const code =
    'import sys; from pathlib import Path; from support import write_tiny_model; write_tiny_model(Path(sys.argv[1]))';
  const base = path.join(folder, 'base model');
  await promisify(execFile)(environment?.python ?? '', ['-W', 'ignore', '-c', code, base], {
    env: { ...process.env, PYTHONPATH: path.join(trainerFolder, 'tests'), PYTHONDONTWRITEBYTECODE: '1' },
  });
  return base;
}

export function tinyRows(count: number, first = 0): RenderedRow[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `row-${first + at}`,
    prompt: `Name it: ${'abcdefghij'.slice(0, 1 + ((first + at) % 7))} =`,
    completion: ` ${'xyz'.charAt((first + at) % 3).repeat(1 + ((first + at) % 4))}<end>`,
  }));
}

/** Its name has a blank, a quote and what a shell would run. */
export async function tinyRun(base: string, settings: object = {}): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), 'fulcrum-run-'));
  const folder = path.join(parent, "it's a run $(touch pwned)");
  await mkdir(folder);
  const spec = {
    base: { path: base, name: 'tiny' },
    rank: 4,
    alpha: 8,
    learning_rate: 0.01,
    epochs: 2,
    batch_tokens: 128,
    threads: 1,
    checkpoint_interval_steps: 3,
    ...settings,
  };
  await writeFile(path.join(folder, 'spec.json'), JSON.stringify(spec));
  await writeRows(folder, 'train.jsonl', tinyRows(24));
  await writeRows(folder, 'dev.jsonl', tinyRows(6, 1000));
  return folder;
}

export async function writeRows(folder: string, name: string, rows: readonly RenderedRow[]): Promise<void> {
  await writeFile(path.join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
