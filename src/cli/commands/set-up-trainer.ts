/** `fulcrum adapters setup`. */
import { showProgress } from '../show-progress.ts';
import { type AddCommand, nextLine } from '../verb.ts';

export const addSetUpTrainer: AddCommand = (adapters, run) => {
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
};
