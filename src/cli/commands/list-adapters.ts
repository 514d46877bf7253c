/** `fulcrum adapters list | merge`. */
import { shellWord } from '../../report/shell-word.ts';
import { visibleLine } from '../../report/visible.ts';
import { table } from '../table.ts';
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

export const addListAdapters: AddCommand = (adapters, run) => {
  addTaskOptions(adapters.command('list'))
    .description('the adapters trained for a task, newest first, and where they came from')
    .option('--json', 'print as JSON')
    .action((folder: string, options: TaskOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { listAdapters } = await import('../../workbench/adapters.ts');
        const listed = await listAdapters(workbench);
        if (options.json) {
          terminal.print(JSON.stringify(listed, undefined, 2));
          return 0;
        }
        const task = taskWords(folder, options);
        terminal.print(
          table(
            ['adapter', 'trained', 'base', 'method', 'examples', 'steps', 'loss held out', 'MB'],
            listed.map(({ hash, trainedAt, base, settings, data, metrics, files }) =>
              [
                hash.slice(0, 12),
                trainedAt.slice(0, 16).replace('T', ' '),
                base.id,
                String(settings.method ?? ''),
                String(data.rows),
                String(metrics.steps),
                metrics.heldOutLoss?.toFixed(3) ?? '–',
                (files.weights.bytes / 1e6).toFixed(1),
              ].map(visibleLine),
            ),
          ),
        );
        const [first] = listed;
        terminal.print(
          first === undefined
            ? nextLine(context, 'climb', task)
            : nextLine(context, 'adapters merge', `${task} -o model.gguf`.trim()),
        );
        return 0;
      }),
    );
};

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
