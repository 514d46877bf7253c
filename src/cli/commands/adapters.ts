/** `fulcrum adapters setup`. */
import type { Command } from 'commander';
import { showProgress } from '../show-progress.ts';
import { type AddCommand, nextLine, type RunVerb } from '../verb.ts';

export const addAdapters: AddCommand = (program, run) => {
  const adapters = program.command('adapters').description('what tuning needs and leaves behind');
  addSetUp(adapters, run);
};

function addSetUp(adapters: Command, run: RunVerb): void {
  adapters
    .command('setup')
    .description(
      'make the Python environment that trains (about 1.2 GB), once for this user; does nothing where it is there',
    )
    .action(() =>
      run(async (context) => {
        const { terminal, interruption } = context;
        const { setUpTrainer } = await import('../../workbench/set-up-trainer.ts');
        const python = await setUpTrainer(interruption, showProgress(terminal));
        terminal.print(`The trainer is ready: ${python}`);
        terminal.print(nextLine(context, 'climb', ''));
        return 0;
      }),
    );
}
