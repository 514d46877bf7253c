/** `fulcrum climb`. */
import { FulcrumError } from '../../domain/errors.ts';
import { exitCode } from '../exit-code.ts';
import { collect, usDollars, wholeNumber } from '../option-values.ts';
import { addLadderOptions, type LadderOptions, printLadder, printUnfinished } from '../print-ladder.ts';
import {
  type AddCommand,
  addTaskOptions,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
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
    .option(
      '--resume',
      'go on with the last unfinished climb, under its id and budget; without it another begins, which buys nothing twice but has a budget of its own',
    )
    .option('-j, --concurrency <calls>', 'calls in flight at most', wholeNumber);
  addLadderOptions(command).action((folder: string, options: Options) =>
    run(async (context) => {
      const task = taskWords(folder, options);
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
        if (!(error instanceof FulcrumError) || error.details.climb === undefined) throw error;
        context.terminal.fail(error);
        const { readLadder } = await import('../../workbench/show.ts');
        const kept = await readLadder(workbench, String(error.details.climb));
        await printUnfinished(kept, options, context, task);
        return exitCode(error);
      }
    }),
  );
};
