/** `fulcrum adapters data`: writes what a tuning would train on for another trainer, never a case of dev or sealed. Buys answers where it is told to. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../cases/write-atomically.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import { type PersonalDataHandling, personalDataWords } from '../tuning/data/personal-data.ts';
import {
  datasetInfo,
  type PreferenceFormat,
  preferenceFormats,
  type TrainingFormat,
  trainingFormats,
} from '../tuning/data/training-formats.ts';
import { makeFolders } from './make-folders.ts';
import type { Workbench } from './open-workbench.ts';
import { type AnsweringOptions, openPreferences, type RejectedAnswers } from './preference-pairs.ts';
import { openTask, type Task } from './task.ts';
import { openTrainingData, type TrainingCounts, type TrainingData } from './training-examples.ts';

export type DataFormat = TrainingFormat | PreferenceFormat;
export const dataFormats = Object.keys({ ...trainingFormats, ...preferenceFormats }) as readonly DataFormat[];

export interface ExportOptions extends AnsweringOptions {
  /** Relative to the working folder. */
  readonly file: string;
  readonly format: DataFormat;
  /** By default as the tuning lever has it. */
  readonly personalData?: PersonalDataHandling;
  /** The first so many training cases. */
  readonly limit?: number;
}

export interface ExportedData extends Readonly<TrainingCounts> {
  readonly file: string;
  /** Lines of it. */
  readonly written: number;
  /** What became of the personal data; absent where none was found. */
  readonly note?: string;
  /** Of preference pairs. */
  readonly rejected?: RejectedAnswers;
  /** The file by which LLaMA-Factory finds it. */
  readonly datasetInfo?: string;
}

/** What is written, line by line. */
interface Lines {
  readonly lines: () => AsyncGenerator<JsonObject>;
  /** What is wrong where there was none. */
  readonly whyNone: () => FulcrumError;
  readonly rejected?: RejectedAnswers;
}

/** Throws `TRAINING_*`, `PREFERENCES_*`, `DATASET_INFO_INVALID`, `FOLDER_UNWRITABLE`, and what opening models or finding the rung throws. */
export async function exportTrainingData(
  workbench: Workbench,
  options: ExportOptions,
): Promise<ExportedData> {
  const { file, format, personalData, limit } = options;
  const task = await openTask(workbench);
  const training = await openTrainingData(workbench, task, {
    ...(personalData !== undefined && { personalData }),
    withoutHeldOut: true,
    ...(limit !== undefined && { limit }),
  });
  const info = format === 'llama-factory' ? await datasetInfoBeside(file) : undefined;
  const { lines, whyNone, rejected } =
    format in preferenceFormats
      ? await preferenceLines(format as PreferenceFormat, training, task, workbench, options)
      : trainingLines(format as TrainingFormat, training, task);
  let written = 0;
  const text = async function* () {
    for await (const line of lines()) {
      written += 1;
      yield `${JSON.stringify(line)}\n`;
    }
    if (written === 0) throw whyNone();
  };
  await writeWhole(file, text());
  if (info) await writeWhole(info.file, info.text);
  const note = personalDataWords(training.counts.personalData, training.personalData);
  return {
    file,
    written,
    ...training.counts,
    ...(note !== undefined && { note }),
    ...(rejected && { rejected }),
    ...(info && { datasetInfo: info.file }),
  };
}

function trainingLines(format: TrainingFormat, training: TrainingData, task: Task): Lines {
  return {
    async *lines() {
      for await (const { example } of training.cases()) yield trainingFormats[format](example);
    },
    whyNone: () => {
      const { heldOut, withoutAnswer } = training.counts;
      const why = `${withoutAnswer} expect no answer that could be written, ${heldOut} stand in dev or sealed`;
      return new FulcrumError('TRAINING_DATA_NONE', { task: task.name, why });
    },
  };
}

async function preferenceLines(
  format: PreferenceFormat,
  training: TrainingData,
  task: Task,
  workbench: Workbench,
  options: ExportOptions,
): Promise<Lines> {
  const { rejected, pairs } = await openPreferences(workbench, task, training, options);
  return {
    rejected,
    async *lines() {
      for await (const pair of pairs()) yield preferenceFormats[format](pair);
    },
    whyNone() {
      const { rung, answers } = rejected;
      if (answers > 0) return new FulcrumError('PREFERENCES_NONE', { rung, answers });
      return new FulcrumError('PREFERENCES_NOT_ANSWERED', { rung, cases: rejected.unanswered });
    },
  };
}

/** With what other files it has entries for. Throws `DATASET_INFO_INVALID`. */
async function datasetInfoBeside(data: string): Promise<{ readonly file: string; readonly text: string }> {
  const file = path.join(path.dirname(data), 'dataset_info.json');
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new FulcrumError('DATASET_INFO_INVALID', { file, problem: error.message }, { cause: error });
  });
  const { base, name } = path.parse(data);
  const entries = { ...readObject(there, file), [name]: datasetInfo(base) };
  return { file, text: `${JSON.stringify(entries, undefined, 2)}\n` };
}

function readObject(text: string, file: string): JsonObject {
  const invalid = (problem: string, cause?: unknown) =>
    new FulcrumError('DATASET_INFO_INVALID', { file, problem }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid((error as Error).message, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('it is none');
  return value as JsonObject;
}

async function writeWhole(file: string, text: string | AsyncIterable<string>): Promise<void> {
  await makeFolders(path.dirname(path.resolve(file)));
  await writeAtomically(file, text).catch((cause: unknown) => {
    const isSystem = cause instanceof Error && 'syscall' in cause;
    if (!isSystem) throw cause;
    throw new FulcrumError('FOLDER_UNWRITABLE', { folder: file, problem: cause.message }, { cause });
  });
}
