/** What the verbs share that look into documents: an optional folder before what is asked, and who asks. Does no verb's work. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Workbench } from '../workbench/open-workbench.ts';
import { usDollars } from './option-values.ts';
import { addPlaceOptions, openTaskWorkbench, type TaskOptions, type VerbContext } from './verb.ts';

export interface DocumentOptions extends TaskOptions {
  readonly as?: string;
  readonly budget?: number;
}

/** `[folder]` and then the words that `names` says. Read them by `folderAndWords`. */
export function addDocumentOptions(
  command: Command,
  names: readonly string[],
  asSays = 'person or group that asks: only what these may read',
): Command {
  const asked = names.map((name) => `<${name}>`).join(' ');
  if (names.length === 0) command.argument('[folder]', folderSays);
  else command.argument('[words...]', `${folderSays}; then ${asked}`).usage(`[options] [folder] ${asked}`);
  return addSpendingOption(addPlaceOptions(command))
    .option('--as <principal>', asSays)
    .option('--json', 'print as JSON');
}

/** Whatever looks into documents brings them up first, which may have to be paid. */
export function addSpendingOption(command: Command): Command {
  return command.option('--budget <usd>', 'spend at most this; reserved before each call', usDollars);
}

/** As the workbench takes it. */
export function spendingOf({ budget }: Pick<DocumentOptions, 'budget'>): { readonly budgetUsd?: number } {
  return budget === undefined ? {} : { budgetUsd: budget };
}

const folderSays = 'folder of the task, its config file, or any folder of documents; this one by default';

export interface FolderAndWords {
  /** Absent where none was named. */
  readonly folder: string | undefined;
  /** As many as there are names. */
  readonly words: readonly string[];
}

/** Ends in wrong usage where there are too few words or too many, as of a question without quotes, or where one says nothing. */
export function folderAndWords(
  given: readonly string[],
  names: readonly string[],
  command: Command,
): FolderAndWords {
  const at = given.length - names.length;
  if (at < 0) command.error(`error: missing required argument '${names[given.length]}'`);
  if (at > 1) command.error(`error: too many arguments; write the ${names.at(-1)} in quotes`);
  const words = given.slice(at);
  const empty = words.findIndex((word) => word.trim() === '');
  if (empty !== -1) command.error(`error: the ${names[empty]} is empty`);
  const [first = ''] = given;
  if (at === 0 && isFolder(first))
    command.error(
      `error: "${first}" is a folder, and the ${names.at(-1)} is missing; to ask for the word, write the folder of the task before it`,
    );
  return { folder: at === 1 ? first : undefined, words };
}

const isFolder = (word: string) => statSync(word, { throwIfNoEntry: false })?.isDirectory() === true;

/** A folder without a config is taken for a folder of documents where it was named, so that nobody imports a home folder by mistake. */
export function openDocumentWorkbench(
  folder: string | undefined,
  options: TaskOptions,
  context: VerbContext,
): Promise<Workbench> {
  const plain = folder !== undefined && options.config === undefined;
  return openTaskWorkbench(folder ?? '.', options, context, { plain });
}
