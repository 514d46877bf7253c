/** What every command line verb is given, and the options many share. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Interruption } from '../workbench/interruption.ts';
import type { Workbench } from '../workbench/open-workbench.ts';
import { showProgress } from './show-progress.ts';
import type { Terminal } from './terminal.ts';

export interface VerbContext {
  readonly terminal: Terminal;
  readonly interruption: Interruption;
}

/** Does a verb's work and returns the exit code. */
export type Verb = (context: VerbContext) => Promise<number>;
export type RunVerb = (verb: Verb) => Promise<void>;
/** Adds one command to the program. */
export type AddCommand = (program: Command, run: RunVerb) => void;

export interface TaskOptions {
  readonly config?: string;
  readonly database?: string;
}

/** `[folder]`, `-c` and `--database`. */
export function addTaskOptions(command: Command): Command {
  return command
    .argument('[folder]', 'folder of the task, or its config file', '.')
    .option('-c, --config <file>', 'config file, instead of the folder')
    .addOption(
      new Option('--database <url>', 'Postgres to use instead of the embedded one').env('FULCRUM_DATABASE'),
    );
}

export async function openTaskWorkbench(
  folder: string,
  options: TaskOptions,
  { terminal, interruption }: VerbContext,
): Promise<Workbench> {
  const { openWorkbench } = await import('../workbench/open-workbench.ts');
  return openWorkbench({
    where: options.config ?? folder,
    ...(options.database !== undefined && { databaseUrl: options.database }),
    interruption,
    onProgress: showProgress(terminal),
    now: () => new Date(),
  });
}
