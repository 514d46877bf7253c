/** `fulcrum show`. */
import { renderTerminal } from '../../report/terminal.ts';
import { listLadders, readLadder } from '../../workbench/show.ts';
import { writeReports } from '../../workbench/write-reports.ts';
import { collect } from '../option-values.ts';
import { table } from '../table.ts';
import { type AddCommand, addTaskOptions, openTaskWorkbench, type TaskOptions } from '../verb.ts';

interface Options extends TaskOptions {
  readonly output: readonly string[];
  readonly json?: true;
}

export const addShow: AddCommand = (program, run) => {
  addTaskOptions(program.command('show').argument('[id]', 'a climb, or `latest`; without it, the list'))
    .description('list the climbs of a task, or show one')
    .option(
      '-o, --output <file>',
      'write the report: .html, .md, .json or .xml (JUnit); may be given again',
      collect,
      [],
    )
    .option('--json', 'print as JSON')
    .action((id: string | undefined, folder: string, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        if (id === undefined) {
          const ladders = await listLadders(workbench);
          if (options.json) terminal.print(JSON.stringify(ladders, undefined, 2));
          else if (ladders.length === 0) terminal.print('No climb yet. Next: fulcrum climb');
          else {
            terminal.print(
              table(
                ['id', 'when', 'status', 'rungs', 'decision'],
                ladders.map((l) => [l.id, l.createdAt, l.status, String(l.rungs), l.headline]),
              ),
            );
            terminal.print('\nNext: fulcrum show latest');
          }
          return 0;
        }
        const ladder = await readLadder(workbench, id);
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
