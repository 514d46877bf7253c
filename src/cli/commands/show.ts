/** `fulcrum show`. */
import type { LadderSummary } from '../../workbench/show.ts';
import { addLadderOptions, type LadderOptions, printLadder } from '../print-ladder.ts';
import { table } from '../table.ts';
import {
  type AddCommand,
  addTaskOptions,
  climbAndFolder,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

const statusOf = ({ status, stoppedBy }: LadderSummary) =>
  status === 'stopped' ? `${status} (${stoppedBy?.code})` : status;

export const addShow: AddCommand = (program, run) => {
  const command = addTaskOptions(
    program
      .command('show')
      .argument('[id]', 'a climb, or `latest`: the newest, as last judged; without it, the list'),
  ).description('list the climbs of a task, or show one');
  addLadderOptions(command).action(
    (first: string | undefined, second: string, options: TaskOptions & LadderOptions) =>
      run(async (context) => {
        const { terminal } = context;
        const { id, folder } = climbAndFolder(first, second);
        const task = taskWords(folder, options);
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { listLadders, readLadder } = await import('../../workbench/show.ts');
        if (id !== undefined) {
          await printLadder(await readLadder(workbench, id), options, context, task);
          return 0;
        }
        const ladders = await listLadders(workbench);
        if (options.json) {
          terminal.print(JSON.stringify(ladders, undefined, 2));
          return 0;
        }
        if (ladders.length === 0) {
          terminal.print(`No climb yet.\n${nextLine(context, 'climb', task)}`);
          return 0;
        }
        terminal.print(
          table(
            ['id', 'when', 'status', 'rungs', 'decision'],
            ladders.map((l) => [l.id, l.createdAt, statusOf(l), String(l.rungs), l.headline]),
          ),
        );
        terminal.print(nextLine(context, 'show latest', task));
        return 0;
      }),
  );
};
