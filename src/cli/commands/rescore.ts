/** `fulcrum rescore`. */
import { renderTerminal } from '../../report/terminal.ts';
import { rescore } from '../../workbench/rescore.ts';
import { writeReports } from '../../workbench/write-reports.ts';
import { collect } from '../option-values.ts';
import { type AddCommand, addTaskOptions, openTaskWorkbench, type TaskOptions } from '../verb.ts';

interface Options extends TaskOptions {
  readonly output: readonly string[];
  readonly json?: true;
}

export const addRescore: AddCommand = (program, run) => {
  addTaskOptions(program.command('rescore').argument('[id]', 'a climb, or `latest`', 'latest'))
    .description(
      "judge a climb's stored answers anew by today's scorers, margin and constraints; buys nothing",
    )
    .option(
      '-o, --output <file>',
      'write the report: .html, .md, .json or .xml (JUnit); may be given again',
      collect,
      [],
    )
    .option('--json', 'print as JSON')
    .action((id: string, folder: string, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const ladder = await rescore(workbench, id);
        for (const file of await writeReports(ladder, options.output)) terminal.say(`wrote ${file}`);
        terminal.print(
          options.json
            ? JSON.stringify(ladder, undefined, 2)
            : renderTerminal(ladder, { width: terminal.width, colour: terminal.colour }),
        );
        return 0;
      }),
    );
};
