/** The training cases of a task as the stack renders them that is to be tuned, by the settings of the task's tuning lever. Buys nothing. */
import path from 'node:path';
import { KeyIndex } from '../cases/key-index.ts';
import { normaliseText } from '../cases/text/normalise.ts';
import { inputText, type Message } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import type { StackSpec } from '../domain/stack.ts';
import { expectedOutput } from '../levers/expected-output.ts';
import { tunedBase } from '../levers/tuning/tuned-base.ts';
import { type TuningSettings, tuning } from '../levers/tuning/tuning.ts';
import type { ChatModel } from '../models/chat-model.ts';
import { openStack } from '../stacks/open-stack.ts';
import {
  addCounts,
  handlePersonalData,
  type PersonalDataCounts,
  type PersonalDataHandling,
} from '../tuning/data/personal-data.ts';
import type { HeldOutInput, TrainingExample } from '../tuning/data/training-example.ts';
import { readLever, type WrittenLever, writtenLevers } from './climb/lever-calls.ts';
import { taskSettings } from './climb/task-settings.ts';
import { openStackParts } from './open-stack-parts.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf } from './readiness.ts';
import { recordedStack } from './recorded-stack.ts';
import { findLadder } from './show.ts';
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
  personalData: PersonalDataCounts;
}

export interface TrainingOptions {
  /** By default as the tuning lever has it. */
  readonly personalData?: PersonalDataHandling;
  /** Leaves out what stands in dev or sealed as well. */
  readonly withoutHeldOut: boolean;
  /** The first so many training cases. */
  readonly limit?: number;
}

export interface TrainingData {
  readonly model: ChatModel;
  /** Of the tuning lever, or its defaults where the task does not list it. */
  readonly settings: TuningSettings;
  readonly personalData: PersonalDataHandling;
  readonly counts: TrainingCounts;
  cases(): AsyncGenerator<TrainingCase>;
}

/** What a chat template puts around a message and before the answer; those in use take 4 to 6 and 2 to 4 tokens. */
const tokensAroundMessage = 5;
const tokensBeforeAnswer = 3;
/** The token at which the model is to stop. */
const endToken = 1;

/** Of a run without a budget, which buys nothing. */
const runId = 'training data';

/** Throws `TRAINING_NEEDS_MODEL`, `TRAINING_RUNG_MISSING`, and what opening the model or the lever's settings throws. */
export async function openTrainingData(
  workbench: Workbench,
  task: Task,
  { withoutHeldOut, limit, ...options }: TrainingOptions,
): Promise<TrainingData> {
  const { loaded, models, stores } = workbench;
  const { interruption } = workbench.options;
  const chat = modelOf(task.config, 'chat');
  if (chat === undefined)
    throw new FulcrumError('TRAINING_NEEDS_MODEL', { file: path.basename(loaded.file) });
  const model = await models.chat(chat.ref);
  const [written] = writtenLevers(task.config, [tuning.name]);
  const settings = readLever(written as WrittenLever).settings as TuningSettings;
  const { personalData = settings.personalData } = options;
  const spec = await tunedStack(workbench, task, model, settings);
  const stack = await openStack(spec, await openStackParts(spec, task, workbench, runId));
  const render = async ({ input, id, principal }: StoredCase) => {
    // As the lever has it rendered, so that what that bought for it is not to be bought again.
    const attemptKey = contentHash(['training', stack.hash, id]);
    const rendered = await stack.render?.(input, {
      purchase: stores.ledger.purchase({ runId, attemptKey }),
      signal: interruption.hard,
      caseId: id,
      repeat: 0,
      ...(principal !== undefined && { principal }),
    });
    return rendered?.messages;
  };
  const counts: TrainingCounts = { withoutAnswer: 0, heldOut: 0, personalData: {} };
  return {
    model,
    settings,
    personalData,
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
        counts.personalData = addCounts(counts.personalData, cleaned.counts);
        yield { case: stored, example: toExample(cleaned.case, messages, completion, model) };
      }
    },
  };
}

/** Inputs alone, in the form that training ones have: what is expected of them is not looked at. */
export async function* heldOutInputs(
  { stores }: Workbench,
  task: Task,
  personalData: PersonalDataHandling,
): AsyncGenerator<HeldOutInput> {
  for (const split of ['dev', 'sealed'] as const) {
    for await (const { id, input } of stores.caseSets.stream(task.cases.hash, { split })) {
      const cleaned = handlePersonalData({ input }, personalData).case;
      yield { id, split, input: inputText(cleaned.input) };
    }
  }
}

async function heldOutKeys(workbench: Workbench, task: Task): Promise<KeyIndex> {
  const keys = new KeyIndex();
  for await (const { input } of heldOutInputs(workbench, task, 'keep')) keys.add(normaliseText(input));
  return keys;
}

/** The task's own prompt, or the rung of the latest climb that the lever names. */
async function tunedStack(
  workbench: Workbench,
  task: Task,
  model: ChatModel,
  settings: TuningSettings,
): Promise<StackSpec> {
  const { on } = settings;
  const ladder = on === 'task' ? undefined : await findLadder(workbench, 'latest');
  const stacks = (ladder?.rungs ?? []).map((rung) => ({ ...rung, stack: recordedStack(rung).spec }));
  const stack = tunedBase(await taskSettings(task, { chat: model }), stacks, settings);
  if (stack === undefined) throw new FulcrumError('TRAINING_RUNG_MISSING', { on });
  return stack;
}

function toExample(
  { id, input, expected, group }: StoredCase,
  messages: readonly Message[],
  completion: string,
  model: ChatModel,
): TrainingExample {
  return {
    id,
    messages,
    completion,
    input: inputText(input),
    ...lengthOf(messages, completion, model),
    ...(expected?.kind === 'label' && { label: expected.label }),
    ...(group !== undefined && { group }),
  };
}

/** As they are trained on where the weights are at hand; else by the texts and what a chat template is likely to put around them. */
function lengthOf(
  messages: readonly Message[],
  completion: string,
  { weights, countTokens }: ChatModel,
): Required<Pick<TrainingExample, 'promptTokens' | 'completionTokens'>> {
  if (weights !== undefined) {
    const turn = weights.tokenise(messages, completion);
    return { promptTokens: turn.prompt.length, completionTokens: turn.completion.length };
  }
  const promptTokens = messages.reduce(
    (sum, { content }) => sum + countTokens(content).tokens + tokensAroundMessage,
    tokensBeforeAnswer,
  );
  return { promptTokens, completionTokens: countTokens(completion).tokens + endToken };
}
