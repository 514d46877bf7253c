/** Trains on this machine, in a Python child process. Knows nothing of cases or stacks. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import { canaryReading } from './canary-reading.ts';
import { readTrainedFiles } from './trained-files.ts';
import type { RenderedRow, Trainer, TrainingOptions } from './trainer.ts';
import { findTrainerEnvironment, type TrainerEnvironment } from './trainer-environment.ts';
import { type ProgramOptions, runTrainerProgram } from './trainer-program.ts';
import type { EventOf, TrainingEvent } from './training-event.ts';

export interface LocalTrainerOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Looked for at each call where it is not given. */
  readonly environment?: TrainerEnvironment;
}

export function localTrainer({ env = process.env, environment }: LocalTrainerOptions = {}): Trainer {
  const program = async (args: readonly string[], options: ProgramOptions) =>
    runTrainerProgram(environment ?? (await findTrainerEnvironment(env)), args, { ...options, env });

  /** Events of a call that reads and leaves nothing behind. */
  const read = async (args: readonly string[], { signal, onEvent }: TrainingOptions) => {
    const events: TrainingEvent[] = [];
    await program(args, {
      signal,
      onEvent(event) {
        events.push(event);
        onEvent?.(event);
      },
    });
    return <Name extends TrainingEvent['event']>(name: Name) =>
      events.filter((event): event is EventOf<Name> & TrainingEvent => event.event === name);
  };

  const readRows = async (
    verb: readonly string[],
    folder: string,
    rows: readonly RenderedRow[],
    options: TrainingOptions,
  ) => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-rows-'));
    try {
      const file = path.join(scratch, 'rows.jsonl');
      await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return await read([...verb, path.resolve(folder), '--rows', file], options);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };

  const readCanary = async (folder: string, { signal }: TrainingOptions) => {
    const file = path.join(folder, 'canary.jsonl');
    if ((await stat(file).catch(() => undefined)) === undefined) return [];
    const of = await read(['evaluate', folder, '--rows', file], { signal });
    return of('row').map(canaryReading);
  };

  return {
    name: 'local',
    async plan({ folder }, options) {
      const of = await read(['plan', path.resolve(folder, 'spec.json')], options);
      const [time] = of('time');
      if (time === undefined)
        throw new FulcrumError('TRAINER_FAILED', { how: 'no estimate of the time', reason: 'plan' });
      return { settings: of('setting'), memory: of('memory'), time };
    },
    async train(run, options) {
      const folder = path.resolve(run.folder);
      // Nothing to resume is no error: it begins.
      await program(['train', folder, '--resume'], { ...options, pauses: true });
      const trained = await readTrainedFiles(folder);
      return { ...trained, canary: await readCanary(folder, options) };
    },
    async evaluate({ folder }, rows, options) {
      const of = await readRows(['evaluate'], folder, rows, options);
      const [total] = of('evaluated');
      if (total === undefined)
        throw new FulcrumError('TRAINER_FAILED', { how: 'no total', reason: 'evaluate' });
      return { rows: of('row'), total };
    },
    async logits({ folder }, rows, { top = 20, ...options }) {
      const of = await readRows(['logits', '--top', String(top)], folder, rows, options);
      return of('first_token');
    },
  };
}
