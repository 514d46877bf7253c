/** `fulcrum check`. */
import { asCalled } from '../../report/as-called.ts';
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

const marks = { error: '✗', warning: '!', info: '·' } as const;
const styles = { error: 'red', warning: 'yellow', info: 'dim' } as const;

export const addCheck: AddCommand = (program, run) => {
  addTaskOptions(program.command('check'))
    .description(
      'check the config, and audit the cases: duplicates, contradictions, balance, leaks, what the set can see; and the documents: what failed, what cases cannot be shown',
    )
    .option('--json', 'print as JSON')
    .action((folder: string, options: TaskOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { check } = await import('../../workbench/check.ts');
        const { task, cases, findings } = await check(workbench);
        if (options.json) {
          terminal.print(JSON.stringify({ task, cases, findings }, undefined, 2));
        } else {
          terminal.print(`${task}: ${cases.train} train, ${cases.dev} dev, ${cases.sealed} sealed cases\n`);
          for (const { level, message, examples, advice } of findings) {
            terminal.print(`${terminal.style(styles[level], marks[level])} ${message}`);
            for (const example of examples) terminal.print(terminal.style('dim', `    ${example}`));
            if (advice !== '') terminal.print(`    ${asCalled(advice, context.program)}`);
          }
          if (findings.every(({ level }) => level !== 'error'))
            terminal.print(nextLine(context, 'climb', taskWords(folder, options)));
        }
        return findings.some((f) => f.level === 'error') ? 1 : 0;
      }),
    );
};
