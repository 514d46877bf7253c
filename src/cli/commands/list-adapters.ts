/** `fulcrum adapters list`. */
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
