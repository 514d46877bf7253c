/** `fulcrum check`. */
import { type Command, Option } from 'commander';
import { asCalled } from '../../report/as-called.ts';
import type { Checked } from '../../workbench/check.ts';
import type { Workbench } from '../../workbench/open-workbench.ts';
import { wholeNumber } from '../option-values.ts';
import {
  type AddCommand,
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

interface Options extends TaskOptions {
  readonly for?: 'tuning';
  readonly against?: string;
  readonly maxLength?: number;
}

const marks = { error: '✗', warning: '!', info: '·' } as const;
const styles = { error: 'red', warning: 'yellow', info: 'dim' } as const;

export const addCheck: AddCommand = (program, run) => {
  addTaskOptions(program.command('check'))
    .description(
      'check the config, and audit the cases: duplicates, contradictions, balance, leaks, what the set can see; and the documents: what failed, what cases cannot be shown',
    )
    .addOption(
      new Option(
        '--for <use>',
        'audit instead what that would train on: enough of it, duplicates, contradictions, leaks, length, personal data',
      ).choices(['tuning']),
    )
    .option('--against <file>', 'with --for tuning: recent inputs that train should look like')
    .option(
      '--max-length <tokens>',
      'with --for tuning: of prompt and answer, as many as the trainer takes (default: 1024)',
      wholeNumber,
    )
    .option('--json', 'print as JSON')
    .action((folder: string, options: Options, command: Command) => {
      if (options.against !== undefined && options.for === undefined)
        command.error('error: --against compares what is trained on: add --for tuning');
      return run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { task, cases, findings } = await checked(workbench, options);
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
      });
    });
};

async function checked(workbench: Workbench, { for: use, against, maxLength }: Options): Promise<Checked> {
  if (use === undefined) {
    const { check } = await import('../../workbench/check.ts');
    return check(workbench);
  }
  const { checkTuning } = await import('../../workbench/check-tuning.ts');
  return checkTuning(workbench, {
    ...(against !== undefined && { against }),
    ...(maxLength !== undefined && { maxLength }),
  });
}
