/** What the levers are told of the task, and which levers it pulls with which settings. */
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import type { Lever, TaskSettings } from '../../levers/lever.ts';
import { findLever, levers } from '../../levers/registry.ts';
import type { ModelSource } from '../../models/model-source.ts';
import { readKnowledge, type Task } from '../task.ts';
import type { LeverCall } from './pull-levers.ts';

const defaultTag = 'input';

/** Asks the model source what the chat model can do; throws `MODEL_*` when it cannot be had. */
export async function taskSettings(task: Task, models: ModelSource): Promise<TaskSettings> {
  const { config, contract } = task;
  const { instruction } = config;
  const chat = config.models.chat === undefined ? undefined : await models.chat({ id: config.models.chat });
  const embedding =
    config.models.embedding === undefined
      ? undefined
      : await models.embedding({ id: config.models.embedding });
  return {
    contract,
    folder: task.folder,
    ...(instruction !== undefined && {
      instruction:
        typeof instruction === 'string' ? { text: instruction, inputTag: defaultTag } : instruction,
    }),
    ...(chat && { chatModel: pinned(chat) }),
    scoresLabels: chat?.capabilities.labelLogProbabilities ?? false,
    ...(embedding && { embeddingModel: pinned(embedding) }),
    maxOutputTokens: config.maxOutputTokens,
    knowledge: await readKnowledge(task),
  };
}

function pinned({ id, digest }: { readonly id: string; readonly digest?: string }) {
  return { id, ...(digest !== undefined && { digest }) };
}

/** The task's levers in order, external stacks first; with `only` those named there, also when the task does not list them. */
export function leverCalls({ config }: Task, only: readonly string[]): LeverCall[] {
  const external = config.external.map((settings) => call('external', settings));
  const listed = config.levers ?? levers.filter((l) => l.byDefault).map((l) => l.name);
  const own = listed.map((entry) => {
    if (typeof entry === 'string') return call(entry, {});
    const { lever, ...settings } = entry;
    return call(lever, settings);
  });
  const all = [...external, ...own];
  return only.length === 0 ? all : only.flatMap((name) => named(name, all));
}

function named(name: string, calls: readonly LeverCall[]): LeverCall[] {
  const lever = find(name);
  const listed = calls.filter((c) => c.lever === lever);
  return listed.length > 0 ? listed : [call(name, {})];
}

function call(name: string, given: unknown): LeverCall {
  const lever = find(name);
  const read = lever.settings.safeParse(given);
  if (!read.success)
    throw new FulcrumError('LEVER_SETTINGS', { lever: name, problem: z.prettifyError(read.error) });
  return { lever, settings: read.data };
}

function find(name: string): Lever {
  const lever = findLever(name);
  if (lever === undefined) {
    throw new FulcrumError('LEVER_UNKNOWN', { lever: name, levers: levers.map((l) => l.name).join(', ') });
  }
  return lever;
}
