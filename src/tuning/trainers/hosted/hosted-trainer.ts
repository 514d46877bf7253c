/**
 * Tunes a model at a service: rows up, one job, followed to its end, its adapter down. What was begun is written into the run folder first,
 * so that the same call finds it and nothing is bought twice. Knows no service.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../../cases/write-atomically.ts';
import { FulcrumError } from '../../../domain/errors.ts';
import { realTiming, type Timing } from '../../../models/metering/timing.ts';
import { readLora } from '../../adapters/read-lora.ts';
import { adapterFiles } from '../trained-files.ts';
import type { TrainingOptions, TrainingRun } from '../trainer.ts';
import type { HostedJob, HostedJobSpec, HostedPrice, HostedService } from './hosted-service.ts';

export interface HostedTrainerOptions {
  readonly service: HostedService;
  /** The base, as the service names it. */
  readonly model: string;
  /** A job that is expected to cost more is not started. */
  readonly budgetUsd?: number;
  /** For a service that does not say beforehand what a job costs. */
  readonly usdPerMillionTokens?: number;
  readonly timing?: Timing;
  readonly everyMs?: number;
}

export interface HostedModel {
  /** As a config names it: `together/acme/qwen-fulcrum-0a1b2c`. */
  readonly id: string;
  readonly job: string;
  readonly tokens?: number;
  readonly costUsd?: number;
  /** Where the files of PEFT lie, read and checked. */
  readonly adapter: string;
}

export interface HostedTrainer {
  readonly name: string;
  /** What it will cost: by the service where it says so, else an upper bound by `usdPerMillionTokens`; `undefined` where neither is known. */
  plan(run: TrainingRun, options: TrainingOptions): Promise<HostedPrice | undefined>;
  /**
   * A soft stop leaves the job to itself: the same call finds it. A hard one cancels it. Throws `BUDGET_EXHAUSTED`, `BUDGET_NEEDS_PRICE`,
   * `HOSTED_JOB_FAILED`, `ADAPTER_UNSOUND`, a `MODEL_…` error, or the reason of the signal.
   */
  train(run: TrainingRun, options: TrainingOptions): Promise<HostedModel>;
}

const specSchema = z.looseObject({
  epochs: z.int().min(1).default(3),
  rank: z.int().min(1).default(16),
  alpha: z.number().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.05),
  learning_rate: z.number().positive().optional(),
});
const stateSchema = z.object({
  name: z.string(),
  files: z.object({ train: z.string(), dev: z.string().optional() }),
  job: z.string().optional(),
});
type State = z.infer<typeof stateSchema>;

/** No token is shorter than a byte. */
const upperBound = (text: string) => Buffer.byteLength(text);

export function hostedTrainer(given: HostedTrainerOptions): HostedTrainer {
  const { service, model, timing = realTiming, everyMs = 15_000 } = given;

  const prepare = async (folder: string, { signal, onEvent }: TrainingOptions) => {
    const read = await readRun(folder, model);
    const stopped = AbortSignal.any([signal.soft, signal.hard]);
    const stateFile = path.join(folder, `hosted-${service.id}.json`);
    let state = await readState(stateFile, read.name);
    if (state === undefined) {
      onEvent?.({ event: 'phase', name: 'uploading' });
      const up = (what: 'train' | 'dev', text: string) =>
        service.upload({ name: `${read.name}-${what}`, text, rows: linesOf(text) }, stopped);
      const train = await up('train', read.train);
      const dev = read.dev === undefined ? undefined : await up('dev', read.dev);
      state = { name: read.name, files: { train, ...(dev !== undefined && { dev }) } };
      await keep(stateFile, state);
    }
    const { train, dev } = state.files;
    const job: HostedJobSpec = {
      name: read.name,
      model,
      files: { train, ...(dev !== undefined && { dev }) },
      settings: read.settings,
    };
    return { state, stateFile, job, read };
  };

  const priceOf = async (
    job: HostedJobSpec,
    { train, dev = '' }: ReadRun,
    signal: AbortSignal,
  ): Promise<HostedPrice | undefined> => {
    const said = await service.price(job, signal);
    if (said !== undefined || given.usdPerMillionTokens === undefined) return said;
    const tokens = job.settings.epochs * (upperBound(train) + upperBound(dev));
    return { usd: (tokens * given.usdPerMillionTokens) / 1e6, tokens };
  };

  return {
    name: service.id,
    async plan({ folder }, options) {
      const { job, read } = await prepare(folder, options);
      return priceOf(job, read, AbortSignal.any([options.signal.soft, options.signal.hard]));
    },
    async train({ folder }, options) {
      const { signal, onEvent } = options;
      const stopped = AbortSignal.any([signal.soft, signal.hard]);
      stopped.throwIfAborted();
      const { state, stateFile, job: spec, read } = await prepare(folder, options);
      let job = state.job ?? (await service.find(spec.name, stopped));
      if (job === undefined) {
        if (given.budgetUsd !== undefined)
          requireWithin(
            given.budgetUsd,
            await priceOf(spec, read, stopped),
            `${service.id}/${model}`,
            service.priceSource,
          );
        // Not given up half-way: a job that was made and not heard of is found by its name.
        job = await service.create(spec, signal.hard);
      }
      await keep(stateFile, { ...state, job });
      const done = await follow(job);
      if (done.state !== 'done' || done.model === undefined) {
        // Another call is to start another job.
        await keep(stateFile, { name: state.name, files: state.files });
        const what = done.state === 'cancelled' ? 'was cancelled' : 'failed';
        const reason = done.reason ?? done.phase;
        throw new FulcrumError('HOSTED_JOB_FAILED', { service: service.id, job, what, reason });
      }
      onEvent?.({ event: 'phase', name: 'downloading' });
      const adapter = await bring(job, done.model, folder, stopped);
      const { tokens, costUsd } = done;
      return {
        id: `${service.id}/${done.model}`,
        job,
        adapter,
        ...(tokens !== undefined && { tokens }),
        ...(costUsd !== undefined && { costUsd }),
      };

      async function follow(id: string): Promise<HostedJob> {
        let phase = '';
        try {
          for (;;) {
            const found = await service.look(id, stopped);
            if (found.phase !== phase) onEvent?.({ event: 'phase', name: found.phase });
            phase = found.phase;
            if (found.state !== 'running') return found;
            await timing.pause(everyMs, stopped);
          }
        } catch (error) {
          if (signal.hard.aborted)
            await service.cancel(id, AbortSignal.timeout(15_000)).catch(() => undefined);
          throw error;
        }
      }
    },
  };

  async function bring(job: string, name: string, folder: string, signal: AbortSignal): Promise<string> {
    const adapter = path.join(folder, 'adapter');
    const arriving = `${adapter}.arriving`;
    await rm(arriving, { recursive: true, force: true });
    await mkdir(arriving, { recursive: true });
    await service.download(job, name, arriving, signal);
    const [weights, config] = adapterFiles.map((file) => path.join(arriving, file)) as [string, string];
    // Reads every offset and number of it.
    readLora({ config: await readFile(config, 'utf8'), weights: await readFile(weights) });
    await rm(adapter, { recursive: true, force: true });
    await rename(arriving, adapter);
    return adapter;
  }
}

interface ReadRun {
  readonly name: string;
  readonly train: string;
  readonly dev?: string;
  readonly settings: HostedJobSpec['settings'];
}

/** Rows as chats, since the service renders them by the template of its own model. */
async function readRun(folder: string, model: string): Promise<ReadRun> {
  const textOf = (name: string) => readFile(path.join(folder, name), 'utf8');
  try {
    const train = await textOf('train.chat.jsonl');
    const dev = await textOf('dev.chat.jsonl').catch(() => undefined);
    const spec = specSchema.parse(JSON.parse(await textOf('spec.json')));
    const { epochs, rank, alpha, dropout, learning_rate: learningRate } = spec;
    const settings = { epochs, rank, alpha, dropout, ...(learningRate !== undefined && { learningRate }) };
    const hash = createHash('sha256');
    for (const part of [model, JSON.stringify(settings), train, dev ?? ''])
      hash.update(`${part.length}\n${part}`);
    const name = `fulcrum-${hash.digest('hex').slice(0, 16)}`;
    return { name, train, settings, ...(dev !== undefined && { dev }) };
  } catch (error) {
    const problem = (error as Error).message;
    throw new FulcrumError('TRAINING_REFUSED', {
      problem,
      advice:
        'A run for a service holds spec.json, train.chat.jsonl and, where wanted, dev.chat.jsonl; docs/trainers.md says more.',
    });
  }
}

/** What was begun for the very same rows and settings. */
async function readState(file: string, name: string): Promise<State | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const state = text === undefined ? undefined : stateSchema.parse(JSON.parse(text));
  return state?.name === name ? state : undefined;
}

async function keep(file: string, state: State): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(state, undefined, 1)}\n`);
}

function requireWithin(
  limitUsd: number,
  price: HostedPrice | undefined,
  model: string,
  source: string,
): void {
  if (price === undefined)
    throw new FulcrumError('BUDGET_NEEDS_PRICE', {
      model,
      setting: `--price, the US dollars for a million tokens that ${source} names,`,
      file: 'the command',
    });
  if (price.usd > limitUsd)
    throw new FulcrumError('BUDGET_EXHAUSTED', {
      limitUsd,
      spentUsd: 0,
      reservedUsd: 0,
      neededUsd: price.usd,
    });
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '').length;
