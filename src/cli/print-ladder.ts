/** Prints a ladder, and writes it to the files asked for: what `climb`, `show` and `rescore` end with. */
import type { Command } from 'commander';
import type { Ladder } from '../domain/ladder.ts';
import { isForPeople, reportFormat } from '../report/report-format.ts';
import { reportFile } from './option-values.ts';
import type { Terminal } from './terminal.ts';
import type { VerbContext } from './verb.ts';

export interface LadderOptions {
  readonly output?: readonly string[];
  readonly json?: true;
}

export function addLadderOptions(command: Command): Command {
  return command
    .option(
      '-o, --output <file>',
      'write the report: .html, .md, .json or .xml (JUnit), in a folder made where needed; may be given again',
      reportFile,
    )
    .option('--json', 'print the whole record as JSON');
}

/** `task` in shell words, as the next command has to name it. */
export async function printLadder(
  ladder: Ladder,
  options: LadderOptions,
  { terminal, program }: VerbContext,
  task: string,
): Promise<void> {
  await writeOut(ladder, options, terminal);
  if (options.json) return;
  const { renderTerminal } = await import('../report/terminal.ts');
  const { width, colour } = terminal;
  const reportWritten = (options.output ?? []).some((file) => isForPeople(reportFormat(file)));
  terminal.print(renderTerminal(ladder, { width, colour, program, task, reportWritten }));
}

/** Writes what there is of a ladder that ended early to wherever the whole one was to go, and says how to go on. */
export async function printUnfinished(
  ladder: Ladder,
  options: LadderOptions,
  { terminal, program }: VerbContext,
  task: string,
): Promise<void> {
  await writeOut(ladder, options, terminal);
  terminal.say(`What was measured is kept: ${program} show ${ladder.id}${task === '' ? '' : ` ${task}`}`);
  const { nextCommands } = await import('../report/next-commands.ts');
  for (const { command, why } of nextCommands(ladder, { program, task })) {
    terminal.say(`\nNext, ${why}:\n  ${command}`);
  }
}

async function writeOut(
  ladder: Ladder,
  { output = [], json }: LadderOptions,
  terminal: Terminal,
): Promise<void> {
  const { writeReports } = await import('../workbench/write-reports.ts');
  for (const file of await writeReports(ladder, output)) terminal.say(`wrote ${file}`);
  if (json) terminal.print(JSON.stringify(ladder, undefined, 2));
}
