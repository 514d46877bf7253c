/** `fulcrum seal`. */
import { table } from '../table.ts';
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

interface Options extends TaskOptions {
  readonly new?: true;
}

export const addSeal: AddCommand = (program, run) => {
  addTaskOptions(program.command('seal'))
    .description('show the sealed set and who looked at it, or put it aside and draw another')
    .option('--new', 'draw another sealed set, from cases never sealed as far as there are enough')
    .option('--json', 'print as JSON')
    .action((folder: string, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { seal } = await import('../../workbench/seal.ts');
        const state = await seal(workbench, options.new ?? false);
        if (options.json) {
          terminal.print(JSON.stringify(state, undefined, 2));
          return 0;
        }
        if (state.archived !== undefined)
          terminal.print(`put aside: sealed set ${state.archived.slice(0, 8)}`);
        terminal.print(
          state.sealedHash === undefined
            ? 'no case is sealed'
            : `sealed set ${state.sealedHash.slice(0, 8)}: ${state.cases} cases, ${state.looks.length} looks`,
        );
        if (state.looks.length > 0) {
          terminal.print(
            table(
              ['when', 'rung', 'stack', 'kind'],
              state.looks.map((l) => [l.at, l.rung, l.stackHash.slice(0, 12), l.kind]),
            ),
          );
        }
        terminal.print(nextLine(context, 'climb', taskWords(folder, options)));
        return 0;
      }),
    );
};
