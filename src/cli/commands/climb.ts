/** `fulcrum climb`. */
import { FulcrumError } from '../../domain/errors.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { climb } from '../../workbench/climb.ts';
import { writeReports } from '../../workbench/write-reports.ts';
import { collect, usDollars, wholeNumber } from '../option-values.ts';
import { type AddCommand, addTaskOptions, openTaskWorkbench, type TaskOptions } from '../verb.ts';

interface Options extends TaskOptions {
  readonly only: readonly string[];
  readonly limit?: number;
  readonly budget?: number;
  readonly resume?: true;
  readonly concurrency?: number;
  readonly output: readonly string[];
  readonly json?: true;
}

export const addClimb: AddCommand = (program, run) => {
  addTaskOptions(program.command('climb'))
    .description('measure every rung of the ladder, compare, decide')
    .option('--only <lever>', 'measure only this lever, on dev alone (may be given again)', collect, [])
    .option('-n, --limit <cases>', 'a quick look at so many dev cases; no sealed reading', wholeNumber)
    .option('--budget <usd>', 'spend at most this; reserved before each call', usDollars)
    .option('--resume', 'go on with the last unfinished climb, under its id and budget')
    .option('-j, --concurrency <calls>', 'calls in flight at most', wholeNumber)
    .option(
      '-o, --output <file>',
      'write the report: .html, .md, .json or .xml (JUnit); may be given again',
      collect,
      [],
    )
    .option('--json', 'print the whole record as JSON')
    .action((folder: string, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { only, limit, budget, resume, concurrency } = options;
        try {
          const ladder = await climb(workbench, {
            only,
            resume: resume ?? false,
            ...(limit !== undefined && { limit }),
            ...(budget !== undefined && { budgetUsd: budget }),
            ...(concurrency !== undefined && { concurrency }),
          });
          for (const file of await writeReports(ladder, options.output)) terminal.say(`wrote ${file}`);
          terminal.print(
            options.json
              ? JSON.stringify(ladder, undefined, 2)
              : renderTerminal(ladder, { width: terminal.width, colour: terminal.colour }),
          );
          return 0;
        } catch (error) {
          if (error instanceof FulcrumError && error.details.id !== undefined) {
            terminal.say(`what was measured is kept: fulcrum show ${error.details.id}`);
          }
          throw error;
        }
      }),
    );
};
