/** `fulcrum compare`. */
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

export const addCompare: AddCommand = (program, run) => {
  addTaskOptions(
    program
      .command('compare')
      .argument(
        '<candidate>',
        '`<climb>:<rung>`, e.g. `latest:classifier` or `latest:3`: the rung by lever, number on the ladder, name or its beginning; a climb alone is the rung it decided for, a rung alone one of the latest climb',
      )
      .argument('<reference>', 'the rung it is compared with, written alike'),
  )
    .description('compare two measured rungs case by case, of one climb or of two')
    .option('--json', 'print as JSON')
    .action((candidate: string, reference: string, folder: string, options: TaskOptions) =>
      run(async (context) => {
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { compareRungs } = await import('../../workbench/compare.ts');
        const compared = await compareRungs(workbench, candidate, reference);
        const { terminal } = context;
        if (options.json) terminal.print(JSON.stringify(compared, undefined, 2));
        else {
          terminal.print(compared.text);
          terminal.print(nextLine(context, 'show latest', taskWords(folder, options)));
        }
        return 0;
      }),
    );
};
