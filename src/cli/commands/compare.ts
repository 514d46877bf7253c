/** `fulcrum compare`. */
import { type AddCommand, addTaskOptions, openTaskWorkbench, type TaskOptions } from '../verb.ts';

interface Options extends TaskOptions {
  readonly json?: true;
  readonly folder: string;
}

export const addCompare: AddCommand = (program, run) => {
  addTaskOptions(
    program
      .command('compare')
      .argument('<candidate>', 'a rung: `<climb>:<rung>`, or a climb for the rung it decided for')
      .argument('<reference>', 'the rung it is compared with, written alike'),
  )
    .description('compare two measured rungs case by case, of one climb or of two')
    .option('--json', 'print as JSON')
    .action((candidate: string, reference: string, folder: string, options: Options) =>
      run(async (context) => {
        const { compareRungs } = await import('../../workbench/compare.ts');
        await using workbench = await openTaskWorkbench(folder, options, context);
        const compared = await compareRungs(workbench, candidate, reference);
        context.terminal.print(options.json ? JSON.stringify(compared, undefined, 2) : compared.text);
        return 0;
      }),
    );
};
