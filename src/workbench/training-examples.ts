/** The training cases of a task as the stack renders them that is to be tuned: its own prompt on its chat model. Buys nothing. */
import path from 'node:path';
import { KeyIndex } from '../cases/key-index.ts';
import { normaliseText } from '../cases/text/normalise.ts';
import { inputText, type Message } from '../domain/case.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import { startingStack } from '../levers/base-stack.ts';
import { expectedOutput } from '../levers/expected-output.ts';
import type { ChatModel } from '../models/chat-model.ts';
import { openStack } from '../stacks/open-stack.ts';
import {
  handlePersonalData,
  type PersonalDataCounts,
  type PersonalDataHandling,
} from '../tuning/data/personal-data.ts';
import type { HeldOutInput, TrainingExample } from '../tuning/data/training-example.ts';
import { taskSettings } from './climb/task-settings.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf } from './readiness.ts';
import type { Task } from './task.ts';

export interface TrainingCase {
  readonly case: StoredCase;
  readonly example: TrainingExample;
}

/** What was not taken as it stands, over what was yielded so far. */
export interface TrainingCounts {
  /** Cases that expect nothing that could be written as an answer. */
  withoutAnswer: number;
  /** Cases whose input stands word for word in dev or sealed. */
  heldOut: number;
  readonly personalData: Partial<Record<keyof PersonalDataCounts, number>>;
}

export interface TrainingOptions {
  readonly personalData: PersonalDataHandling;
  /** Leaves out what stands in dev or sealed as well. */
  readonly withoutHeldOut: boolean;
  /** The first so many training cases. */
  readonly limit?: number;
}

export interface TrainingData {
  readonly model: ChatModel;
  readonly counts: TrainingCounts;
  cases(): AsyncGenerator<TrainingCase>;
}

/** What a chat template puts around a message and before the answer; those in use take 4 to 6 and 2 to 4 tokens. */
const tokensAroundMessage = 5;
const tokensBeforeAnswer = 3;
/** The token at which the model is to stop. */
const endToken = 1;

/** Throws `TRAINING_NEEDS_MODEL`, and what opening the model throws. */
export async function openTrainingData(
  workbench: Workbench,
  task: Task,
  { personalData, withoutHeldOut, limit }: TrainingOptions,
): Promise<TrainingData> {
  const { loaded, models, stores } = workbench;
  const { interruption } = workbench.options;
  const chat = modelOf(task.config, 'chat');
  if (chat === undefined)
    throw new FulcrumError('TRAINING_NEEDS_MODEL', { file: path.basename(loaded.file) });
  const model = await models.chat(chat.ref);
  const parts = { models, artefacts: stores.artefacts, embed: async () => [], folder: task.folder };
  const stack = await openStack(startingStack(await taskSettings(task, { chat: model })), parts);
  const render = async ({ input, id, principal }: StoredCase) => {
    const rendered = await stack.render?.(input, {
      // A run without a budget, which can buy nothing.
      purchase: stores.ledger.purchase({ runId: 'training data', attemptKey: id }),
      signal: interruption.hard,
      repeat: 0,
      ...(principal !== undefined && { principal }),
    });
    return rendered?.messages;
  };
  const counts: TrainingCounts = { withoutAnswer: 0, heldOut: 0, personalData: {} };
  return {
    model,
    counts,
    async *cases() {
      const known = withoutHeldOut ? await heldOutKeys(workbench, task) : undefined;
      const query = { split: 'train' as const, ...(limit !== undefined && { limit }) };
      for await (const stored of stores.caseSets.stream(task.cases.hash, query)) {
        interruption.throwIfInterrupted();
        if (known?.get(normaliseText(inputText(stored.input))) !== undefined) {
          counts.heldOut += 1;
          continue;
        }
        const cleaned = handlePersonalData(stored, personalData);
        const completion = expectedOutput(cleaned.case);
        const messages = completion === undefined ? undefined : await render(cleaned.case);
        if (completion === undefined || messages === undefined) {
          counts.withoutAnswer += 1;
          continue;
        }
        for (const [type, count] of Object.entries(cleaned.counts)) {
          const key = type as keyof PersonalDataCounts;
          counts.personalData[key] = (counts.personalData[key] ?? 0) + count;
        }
        yield { case: stored, example: toExample(cleaned.case, messages, completion, model) };
      }
    },
  };
}

/** Inputs alone: what is expected of them is not looked at. */
export async function* heldOutInputs({ stores }: Workbench, task: Task): AsyncGenerator<HeldOutInput> {
  for (const split of ['dev', 'sealed'] as const)
    for await (const { id, input } of stores.caseSets.stream(task.cases.hash, { split }))
      yield { id, split, input: inputText(input) };
}

async function heldOutKeys(workbench: Workbench, task: Task): Promise<KeyIndex> {
  const keys = new KeyIndex();
  for await (const { input } of heldOutInputs(workbench, task)) keys.add(normaliseText(input));
  return keys;
}

function toExample(
  { id, input, expected, group }: StoredCase,
  messages: readonly Message[],
  completion: string,
  { countTokens }: ChatModel,
): TrainingExample {
  const promptTokens = messages.reduce(
    (sum, { content }) => sum + countTokens(content).tokens + tokensAroundMessage,
    tokensBeforeAnswer,
  );
  return {
    id,
    messages,
    completion,
    input: inputText(input),
    promptTokens,
    completionTokens: countTokens(completion).tokens + endToken,
    ...(expected?.kind === 'label' && { label: expected.label }),
    ...(group !== undefined && { group }),
  };
}
