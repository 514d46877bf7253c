/** `fulcrum adapters data`. */
import { type Command, Option } from 'commander';
import type { ExportedData } from '../../workbench/export-training-data.ts';
import { usDollars, wholeNumber } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';
import {
  addTaskOptions,
  nextLine,
  openTaskWorkbench,
  type RunVerb,
  type TaskOptions,
  taskWords,
} from '../verb.ts';

/** As `exportTrainingData` has them; named here as well, so that help loads nothing else. A test holds them equal. */
export const formats = [
  'openai',
  'trl',
  'axolotl',
  'llama-factory',
  'preference',
  'openai-preference',
] as const;
export const handlings = ['keep', 'replace', 'drop'] as const;

interface DataOptions extends TaskOptions {
  readonly output: string;
  readonly format: (typeof formats)[number];
  readonly personalData?: (typeof handlings)[number];
  readonly rung?: string;
  readonly answer?: true;
  readonly budget?: number;
  readonly limit?: number;
}

export function addTrainingData(adapters: Command, run: RunVerb): void {
  addTaskOptions(adapters.command('data'))
    .description(
      'write the training cases as the stack renders them, for other trainers; cases of dev and sealed are never among them',
    )
    .requiredOption('-o, --output <file>', 'JSONL file, written whole or not at all')
    .addOption(new Option('--format <format>', 'of which trainer').choices(formats).default('openai'))
    .addOption(
      new Option(
        '--personal-data <how>',
        'addresses and numbers: as they are, as placeholders, or cut out (default: as the tuning lever has it)',
      ).choices(handlings),
    )
    .option('--rung <rung>', 'for preferences: of the latest climb, whose worse answers are rejected')
    .option('--answer', 'for preferences: have that rung answer the training cases it was never asked')
    .option('--budget <usd>', 'with --answer: spend at most this; reserved before each call', usDollars)
    .option('-n, --limit <cases>', 'training cases at most', wholeNumber)
    .option('--json', 'print what was written as JSON')
    .action((folder: string, options: DataOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openTaskWorkbench(folder, options, context);
        const { exportTrainingData } = await import('../../workbench/export-training-data.ts');
        const { output: file, format, personalData, rung, answer = false, budget, limit } = options;
        const exported = await exportTrainingData(workbench, {
          file,
          format,
          answer,
          ...(personalData !== undefined && { personalData }),
          ...(rung !== undefined && { rung }),
          ...(budget !== undefined && { budgetUsd: budget }),
          ...(limit !== undefined && { limit }),
        });
        if (options.json) terminal.print(JSON.stringify(exported, undefined, 2));
        else {
          printExported(exported, terminal);
          terminal.print(nextLine(context, 'check --for tuning', taskWords(folder, options)));
        }
        return 0;
      }),
    );
}

function printExported(exported: ExportedData, { print, style }: Terminal): void {
  const { file, written, withoutAnswer, heldOut, rejected, datasetInfo } = exported;
  print(`wrote ${file}: ${written} ${rejected ? 'pairs' : 'examples'}`);
  if (datasetInfo !== undefined) print(`wrote ${datasetInfo}: the entry by which LLaMA-Factory finds it`);
  const note = (count: number, text: string) => {
    if (count > 0) print(style('dim', `· ${count} ${text}`));
  };
  if (rejected) {
    note(rejected.answers, `answers of ${rejected.rung} were looked at`);
    note(rejected.unanswered, 'training cases it has not answered');
    note(rejected.unscored, 'answers could not be scored');
  }
  note(withoutAnswer, 'training cases expect no answer that could be written, and are left out');
  note(heldOut, 'training cases stand word for word in dev or sealed, and are left out');
  if (exported.note !== undefined) print(style('yellow', `! ${exported.note}`));
}
