/** What every command line verb is given, and the options many share. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { shellWord } from '../report/shell-word.ts';
import type { Interruption } from '../workbench/interruption.ts';
import type { Workbench } from '../workbench/open-workbench.ts';
import { showProgress } from './show-progress.ts';
import type { Terminal } from './terminal.ts';

export interface VerbContext {
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  /** How the program was called, e.g. `bin/fulcrum`. */
  readonly program: string;
}

/** Does a verb's work and returns the exit code. */
export type Verb = (context: VerbContext) => Promise<number>;
export type RunVerb = (verb: Verb) => Promise<void>;
/** Adds one command to the program. */
export type AddCommand = (program: Command, run: RunVerb) => void;

export interface TaskOptions {
  readonly config?: string;
  readonly database?: string;
  readonly json?: true;
}

/** `[folder]`, `-c` and `--database`. */
export function addTaskOptions(command: Command): Command {
  return addPlaceOptions(command.argument('[folder]', 'folder of the task, or its config file', '.'));
}

/** `-c` and `--database`. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'config file, instead of the folder')
    .addOption(
      new Option(
        '--database <url>',
        'Postgres to use instead of the embedded one; tasks of one name are one task there',
      ).env('FULCRUM_DATABASE'),
    );
}

/** The climb and the folder of `[id] [folder]`; a folder or config file given alone is not taken for the name of a climb. */
export function climbAndFolder(
  first: string | undefined,
  second: string,
): { readonly id: string | undefined; readonly folder: string } {
  const isFolder = first !== undefined && second === '.' && existsSync(first);
  return isFolder ? { id: undefined, folder: first } : { id: first, folder: second };
}

/**
 * The task as the next command has to name it, in shell words: the folder or `-c`, and `--database`, as they were given. Nothing for the
 * current folder, nor for what the environment says to the next command as well.
 */
export function taskWords(folder: string, { config, database }: TaskOptions): string {
  const where = folder === '.' ? [] : [shellWord(folder)];
  const named = config === undefined ? where : ['-c', shellWord(config)];
  const isFromEnvironment = database === process.env.FULCRUM_DATABASE;
  if (database !== undefined && !isFromEnvironment)
    named.push('--database', shellWord(withoutPassword(database)));
  return named.join(' ');
}

/** Terminals are logged. */
function withoutPassword(url: string): string {
  return url.replace(/^([^/]*\/\/[^/@:]*:).*@/, '$1***@').replace(/([?&]password=)[^&]*/i, '$1***');
}

/** The last line of what a verb prints, e.g. `Next: fulcrum climb examples/triage` for the command `climb`; `task` in shell words. */
export function nextLine({ program }: VerbContext, command: string, task: string): string {
  return `\nNext: ${program} ${command}${task === '' ? '' : ` ${task}`}`;
}

/** Starts the embedded database early, so that a verb can load its code meanwhile. */
export async function warmTaskDatabase(
  folder: string,
  options: TaskOptions,
  { terminal }: VerbContext,
): Promise<void> {
  const { config, database } = options;
  sayThatItOpens(options, terminal);
  if (database !== undefined) return;
  const { warmDatabase } = await import('../workbench/warm-database.ts');
  warmDatabase(config ?? folder);
}

/** Before any code is loaded: the first start of the embedded database takes seconds. */
function sayThatItOpens({ json }: TaskOptions, terminal: Terminal): void {
  if (terminal.isWatched && json !== true) terminal.line('opening the database …');
}

/** Call it before a verb's own code is loaded, so that something shows at once. */
export async function openTaskWorkbench(
  folder: string,
  options: TaskOptions,
  { terminal, interruption }: VerbContext,
  { plain = false } = {},
): Promise<Workbench> {
  sayThatItOpens(options, terminal);
  const { openWorkbench } = await import('../workbench/open-workbench.ts');
  return openWorkbench({
    where: options.config ?? folder,
    plain,
    ...(options.database !== undefined && { databaseUrl: options.database }),
    interruption,
    onProgress: showProgress(terminal),
    now: () => new Date(),
  });
}
