/** `fulcrum adapters merge`. */
import { shellWord } from '../../report/shell-word.ts';
import { visibleLine } from '../../report/visible.ts';
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

interface MergeOptions extends TaskOptions {
  readonly output: string;
  readonly adapter: string;
}

export const addMergeAdapter: AddCommand = (adapters, run) => {
  addTaskOptions(adapters.command('merge'))
    .description('write the base model with an adapter merged into it, for engines that take no adapters')
    .requiredOption('-o, --output <file>', 'GGUF file, written whole or not at all')
    .option('--adapter <hash>', 'the beginning of its hash', 'latest')
    .option('--json', 'print which adapter it was as JSON')
    .action((folder: string, options: MergeOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { mergeAdapter } = await import('../../workbench/adapters.ts');
        const { output: file, adapter } = options;
        const merged = await mergeAdapter(workbench, { file, adapter });
        if (options.json) terminal.print(JSON.stringify({ ...merged, file }, undefined, 2));
        else {
          terminal.print(
            `wrote ${visibleLine(shellWord(file))} with adapter ${merged.hash.slice(0, 12)} in it`,
          );
          terminal.print(nextLine(context, 'adapters list', taskWords(folder, options)));
        }
        return 0;
      }),
    );
};
