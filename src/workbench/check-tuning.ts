/** `fulcrum check --for tuning`: audits what a tuning would train on, and holds it against recent inputs where a file of these is named. Buys nothing. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditFinding } from '../cases/audit/finding.ts';
import { wholePercent } from '../cases/audit/whole-percent.ts';
import { fileSource } from '../cases/case-source.ts';
import { readDrafts } from '../cases/read-drafts.ts';
import { inputText } from '../domain/case.ts';
import {
  type ComparedInput,
  compareInputs,
  fewestInputs,
  type InputDrift,
} from '../measure/drift/compare-inputs.ts';
import { auditTrainingData } from '../tuning/data/audit-training-data.ts';
import type { TrainingExample } from '../tuning/data/training-example.ts';
import type { Checked } from './check.ts';
import type { Workbench } from './open-workbench.ts';
import { caseFiles, openTask, type Task } from './task.ts';
import { heldOutInputs, openTrainingData, type TrainingData } from './training-examples.ts';

export interface CheckTuningOptions {
  /** File of recent inputs, in any form that cases may have, relative to the working folder. */
  readonly against?: string;
  /** Tokens of prompt and answer that the trainer takes; by default those of the tuning lever, else of the local trainer. */
  readonly maxLength?: number;
}

/** `max_length` of the local trainer. */
const trainerLength = 1024;

/** Throws `TRAINING_NEEDS_MODEL`, and what opening the model or reading the file throws. */
export async function checkTuning(
  workbench: Workbench,
  { against, maxLength }: CheckTuningOptions,
): Promise<Checked> {
  const { interruption, onProgress } = workbench.options;
  const task = await openTask(workbench);
  const training = await openTrainingData(workbench, task, { withoutHeldOut: false });
  const { model, settings } = training;
  const { contextTokens } = model.capabilities;
  const audited = await auditTrainingData(examplesOf(training), {
    contract: task.contract,
    maxLength: maxLength ?? settings.maxLength ?? trainerLength,
    ...(contextTokens !== undefined && { contextTokens }),
    isEstimate: model.weights === undefined,
    heldOut: heldOutInputs(workbench, task, training.personalData),
    onProgress: (done) => {
      interruption.throwIfInterrupted();
      onProgress({ kind: 'bytes', what: 'examples audited', done });
    },
  });
  const drift = against === undefined ? [] : [await driftFinding(workbench, task, against)];
  const findings = [...audited, ...withoutAnswer(training), ...drift];
  return { task: task.name, cases: task.cases.counts, contract: task.contract, findings };
}

async function* examplesOf(training: TrainingData): AsyncGenerator<TrainingExample> {
  for await (const { example } of training.cases()) yield example;
}

function withoutAnswer({ counts: { withoutAnswer: count } }: TrainingData): AuditFinding[] {
  if (count === 0) return [];
  return [
    {
      level: 'info',
      code: 'NO_EXPECTED_ANSWER',
      message: `${count} training cases expect nothing that could be written as an answer, and are left out`,
      count,
      examples: [],
      advice: '',
    },
  ];
}

async function driftFinding(workbench: Workbench, task: Task, against: string): Promise<AuditFinding> {
  const { interruption, onProgress } = workbench.options;
  onProgress({ kind: 'step', text: `comparing train with ${against}` });
  const drift = await compareInputs(trainInputs(workbench, task), recentInputs(task, against), {
    seed: task.config.seed,
    pause: async () => {
      await nextTurn();
      interruption.throwIfInterrupted();
    },
  });
  if (drift !== undefined) return inWords(drift);
  return {
    level: 'warning',
    code: 'INPUT_DRIFT',
    message: `train or ${against} has too few inputs, or groups, to tell anything; ${fewestInputs} are the least`,
    count: 0,
    examples: [],
    advice: '',
  };
}

async function* trainInputs({ stores }: Workbench, task: Task): AsyncGenerator<ComparedInput> {
  for await (const { input, group } of stores.caseSets.stream(task.cases.hash, { split: 'train' }))
    yield { text: inputText(input), ...(group !== undefined && { group }) };
}

/** By the column that the task names for its inputs; answers are not looked at. */
async function* recentInputs({ config }: Task, against: string): AsyncGenerator<ComparedInput> {
  const { input } = config.cases === undefined ? {} : caseFiles(config.cases).mapping;
  const source = await fileSource(against, process.cwd());
  for await (const draft of readDrafts([source], input === undefined ? {} : { input }))
    yield { text: inputText(draft.input), ...(draft.group !== undefined && { group: draft.group }) };
}

function inWords({
  train,
  recent,
  auc,
  interval,
  pValue,
  isTold,
  words,
  unknownWords,
}: InputDrift): AuditFinding {
  const range = interval ? ` (${percent(interval.low)} to ${percent(interval.high)})` : '';
  const told = `by words alone a recent input is picked out from beside one of train in ${percent(auc)}${range} of pairs, where 50 % is chance (p = ${pValue}; ${recent} against ${train} inputs)`;
  const unknown = `${wholePercent(unknownWords.recent)} % of the words of recent inputs do not occur in train, ${wholePercent(unknownWords.train)} % of those of train inputs held out`;
  return {
    level: isTold ? 'warning' : 'info',
    code: 'INPUT_DRIFT',
    message: `recent inputs ${isTold ? 'do not look like train' : 'are not shown to differ from train'}: ${told}; ${unknown}`,
    count: recent,
    examples: words.map(
      ({ word, first, second }) =>
        `"${word}" in ${wholePercent(second)} % of recent inputs, ${wholePercent(first)} % of train`,
    ),
    advice: isTold
      ? 'Add recent inputs to the cases: what is measured on old ones may not hold for them.'
      : '',
  };
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
