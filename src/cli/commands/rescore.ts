/** `fulcrum rescore`. */
import { addLadderOptions, type LadderOptions, printLadder } from '../print-ladder.ts';
import {
  type AddCommand,
  addTaskOptions,
  climbAndFolder,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

export const addRescore: AddCommand = (program, run) => {
  const command = addTaskOptions(
    program.command('rescore').argument('[id]', 'a climb, or `latest`', 'latest'),
  ).description(
    "judge a climb's stored answers anew by today's scorers, margin and constraints; buys nothing; `latest` then shows that",
  );
  addLadderOptions(command).action((first: string, second: string, options: TaskOptions & LadderOptions) =>
    run(async (context) => {
      const { id = 'latest', folder } = climbAndFolder(first, second);
      await using workbench = await openTaskWorkbench(folder, options, context);
      const { rescore } = await import('../../workbench/rescore.ts');
      const ladder = await rescore(workbench, id);
      await printLadder(ladder, options, context, taskWords(folder, options));
      return 0;
    }),
  );
};
