/** Everything about a climb that can be known before anything is bought or trained: levers, scorers, reference, files, models, prices. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '../cases/nearest.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { AskedModel } from '../models/asked-model.ts';
import type { ModelSource } from '../models/model-source.ts';
import { hasPrice, requireModel } from '../models/require-model.ts';
import { openTrainer } from '../tuning/trainers/open-trainer.ts';

import { type LeverCall, readLever, writtenLevers } from './climb/lever-calls.ts';
import type { LeftOut } from './climb/measured-rung.ts';
import { taskSettings } from './climb/task-settings.ts';
import type { ReadTaskConfig } from './config/task-config.ts';
import { openStated } from './open-scoring.ts';
import type { Task } from './task.ts';

export interface Readiness {
  readonly calls: readonly LeverCall[];
  /** Those of the calls that can be pulled on this task. */
  readonly pulled: readonly LeverCall[];
  /** Models that levers and scorers will ask, each once. */
  readonly asked: readonly AskedModel[];
  /** What would stop the climb, or leave every case unscored. */
  readonly problems: readonly FulcrumError[];
  /** Levers that cannot be pulled on this task. */
  readonly leftOut: readonly LeftOut[];
}

/** `only`: names of levers, empty for all of the task. Loads no weights. */
export async function readiness(
  task: Task,
  only: readonly string[],
  models: ModelSource,
): Promise<Readiness> {
  const { config } = task;
  const problems: FulcrumError[] = [];
  /** `undefined` for what a user must mend. */
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FulcrumError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const each = async <T, R>(items: readonly T[], work: (item: T, at: number) => R | Promise<R>) => {
    const done: R[] = [];
    for (const [at, item] of items.entries()) {
      const result = await attempt(() => work(item, at));
      if (result !== undefined) done.push(result);
    }
    return done;
  };
  const written = writtenLevers(config, only);
  const calls = await each(written, readLever);
  const scorers = await each(config.scorers ?? [], openStated);
  const { chat, embedding, reranking } = config.models;
  const named = {
    ...(chat !== undefined && { chat: { id: chat } }),
    ...(embedding !== undefined && { embedding: { id: embedding } }),
    ...(reranking !== undefined && { reranking: { id: reranking } }),
  };
  const settings = await attempt(() => taskSettings(task, named));
  const reasons = calls.map((call) => settings && call.lever.inapplicable(settings, call.settings));
  const leftOut = calls.flatMap(({ lever: { name } }, at): LeftOut[] => {
    const reason = reasons[at];
    return reason === undefined ? [] : [{ name, lever: name, reason }];
  });
  const pulled = calls.filter((_, at) => reasons[at] === undefined);
  const needs = pulled.map((call) => call.lever.needs(call.settings));
  const asked = distinct([
    ...needs.flatMap(({ models: kinds = [] }) => kinds).flatMap((kind) => modelOf(config, kind) ?? []),
    ...scorers.flatMap((scorer) => scorer.asks),
  ]);
  await each(asked, (model) => requireModel(model, models));
  await each(
    needs.flatMap(({ files = [] }) => files),
    (file) => requireFile(file, task.folder),
  );
  if (needs.some(({ trainer }) => trainer)) await attempt(() => openTrainer(config.trainer).ready());
  const isWhole = settings !== undefined && calls.length === written.length && only.length === 0;
  if (isWhole) await attempt(() => requireReference(config, pulled));
  return { calls, pulled, asked, problems, leftOut };
}

/** Throws `BUDGET_NEEDS_PRICE`, naming the config file and what to write there, for the first thing that no budget could hold. */
export async function requirePrices(
  { pulled, asked }: Readiness,
  file: string,
  models: ModelSource,
): Promise<void> {
  for (const model of asked) {
    if (await hasPrice(model, models)) continue;
    const { id } = model.ref;
    const setting = `\`prices: { '${id}': { inputUsdPerMillion: …, outputUsdPerMillion: … } }\``;
    throw new FulcrumError('BUDGET_NEEDS_PRICE', { model: id, setting, file });
  }
  for (const { lever, settings } of pulled) {
    const { unpriced } = lever.needs(settings);
    if (unpriced === undefined) continue;
    throw new FulcrumError('BUDGET_NEEDS_PRICE', { model: unpriced.source, setting: unpriced.setting, file });
  }
}

/** The model of the task that plays this part; none where the task names none. */
export function modelOf(
  { models }: Pick<ReadTaskConfig, 'models'>,
  kind: AskedModel['kind'],
): AskedModel | undefined {
  const id = models[kind];
  return id === undefined ? undefined : { kind, ref: { id } };
}

function distinct(asked: readonly AskedModel[]): AskedModel[] {
  return [
    ...new Map(asked.map((model) => [`${model.kind} ${model.ref.id} ${model.ref.digest}`, model])).values(),
  ];
}

async function requireFile(file: string, folder: string): Promise<true> {
  await access(path.resolve(folder, file)).catch((cause: Error) => {
    throw new FulcrumError('TASK_FILE_MISSING', { file, problem: cause.message }, { cause });
  });
  return true;
}

/** A name that a rung can have may still turn out not to be there; one that none can have is refused. */
function requireReference({ reference }: ReadTaskConfig, calls: readonly LeverCall[]): void {
  const rungs = calls.map(({ lever, settings }) => ({ lever: lever.name, names: lever.rungNames(settings) }));
  const names = rungs.flatMap(({ lever, names: own }) => [lever, ...own]);
  if (reference === undefined || names.includes(reference)) return;
  throw new FulcrumError('REFERENCE_UNKNOWN', {
    reference,
    nearest: nearest(reference, names) ?? '',
    rungs: rungs.map(({ names: own }) => own[0]).join(', '),
  });
}
