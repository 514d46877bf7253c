/** `fulcrum rescore`. */
import { addLadderOptions, type LadderOptions, printLadder } from '../print-ladder.ts';
import { type AddCommand, addTaskOptions, openTaskWorkbench, type TaskOptions } from '../verb.ts';

export const addRescore: AddCommand = (program, run) => {
  const command = addTaskOptions(
    program.command('rescore').argument('[id]', 'a climb, or `latest`', 'latest'),
  ).description(
    "judge a climb's stored answers anew by today's scorers, margin and constraints; buys nothing",
  );
  addLadderOptions(command).action((id: string, folder: string, options: TaskOptions & LadderOptions) =>
    run(async (context) => {
      const { rescore } = await import('../../workbench/rescore.ts');
      await using workbench = await openTaskWorkbench(folder, options, context);
      await printLadder(await rescore(workbench, id), options, context.terminal);
      return 0;
    }),
  );
};
