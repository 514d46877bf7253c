/** `fulcrum climb`. */
import { FulcrumError } from '../../domain/errors.ts';
import { shellWord } from '../../report/shell-word.ts';
import { collect, usDollars, wholeNumber } from '../option-values.ts';
import { addLadderOptions, type LadderOptions, printLadder } from '../print-ladder.ts';
import {
  type AddCommand,
  addTaskOptions,
  namedTask,
  openTaskWorkbench,
  type TaskOptions,
  warmTaskDatabase,
} from '../verb.ts';

interface Options extends TaskOptions, LadderOptions {
  readonly only?: readonly string[];
  readonly limit?: number;
  readonly budget?: number;
  readonly resume?: true;
  readonly concurrency?: number;
}

export const addClimb: AddCommand = (program, run) => {
  const command = addTaskOptions(program.command('climb'))
    .description('measure every rung of the ladder, compare, decide')
    .option('--only <lever>', 'measure only this lever, on dev alone (may be given again)', collect)
    .option('-n, --limit <cases>', 'a quick look at so many dev cases; no sealed reading', wholeNumber)
    .option('--budget <usd>', 'spend at most this; reserved before each call', usDollars)
    .option('--resume', 'go on with the last unfinished climb, under its id and budget')
    .option('-j, --concurrency <calls>', 'calls in flight at most', wholeNumber);
  addLadderOptions(command).action((folder: string, options: Options) =>
    run(async (context) => {
      const { terminal } = context;
      const task = namedTask(folder, options);
      await warmTaskDatabase(folder, options, context);
      const { climb } = await import('../../workbench/climb.ts');
      await using workbench = await openTaskWorkbench(folder, options, context);
      const { only = [], limit, budget, resume = false, concurrency } = options;
      try {
        const ladder = await climb(workbench, {
          only,
          resume,
          ...(limit !== undefined && { limit }),
          ...(budget !== undefined && { budgetUsd: budget }),
          ...(concurrency !== undefined && { concurrency }),
        });
        await printLadder(ladder, options, context, task);
        return 0;
      } catch (error) {
        if (error instanceof FulcrumError && error.details.climb !== undefined) {
          const at = task === '' ? '' : ` ${shellWord(task)}`;
          terminal.say(`What was measured is kept: ${context.program} show ${error.details.climb}${at}`);
        }
        throw error;
      }
    }),
  );
};
