/** Trains on this machine, in a Python child process. Knows nothing of cases or stacks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canaryFile, canaryReading, hasCanary } from './canary.ts';
import { type Heard, heard, lossesOf, planOf } from './heard-events.ts';
import { readTrainedFiles } from './trained-files.ts';
import type { RenderedRow, Trainer, TrainingOptions } from './trainer.ts';
import { findTrainerEnvironment, type TrainerEnvironment } from './trainer-environment.ts';
import { runTrainerProgram } from './trainer-program.ts';

export interface LocalTrainerOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Looked for at each call where it is not given. */
  readonly environment?: TrainerEnvironment;
}

export function localTrainer({ env = process.env, environment }: LocalTrainerOptions = {}): Trainer {
  const find = async () => environment ?? findTrainerEnvironment(env);

  /** A call that reads and leaves nothing behind. */
  const read = async (args: readonly string[], { signal, onEvent }: TrainingOptions): Promise<Heard> => {
    const events = heard(onEvent);
    await runTrainerProgram(await find(), args, { signal, onEvent: events.take, env });
    return events;
  };

  const readRows = async (
    verb: readonly string[],
    folder: string,
    rows: readonly RenderedRow[],
    options: TrainingOptions,
  ): Promise<Heard> => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-rows-'));
    try {
      const file = path.join(scratch, 'rows.jsonl');
      await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return await read([...verb, path.resolve(folder), '--rows', file], options);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };

  return {
    name: 'local',
    isThisMachine: true,
    async ready() {
      await find();
    },
    async plan({ folder }, options) {
      return planOf(await read(['plan', path.resolve(folder, 'spec.json')], options));
    },
    async train(run, { signal, onEvent }) {
      const folder = path.resolve(run.folder);
      const options = { signal, env, pauses: true, ...(onEvent && { onEvent }) };
      // Nothing to resume is no error: it begins.
      await runTrainerProgram(await find(), ['train', folder, '--resume'], options);
      const trained = await readTrainedFiles(folder);
      if (!(await hasCanary(folder))) return { ...trained, canary: [] };
      const { of } = await read(['evaluate', folder, '--rows', path.join(folder, canaryFile)], { signal });
      return { ...trained, canary: of('row').map(canaryReading) };
    },
    async evaluate({ folder }, rows, options) {
      return lossesOf(await readRows(['evaluate'], folder, rows, options));
    },
    async logits({ folder }, rows, { top = 20, ...options }) {
      return (await readRows(['logits', '--top', String(top)], folder, rows, options)).of('first_token');
    },
  };
}
