/** `fulcrum adapters import openai`. */
import path from 'node:path';
import { shellWord } from '../../report/shell-word.ts';
import { visibleLine } from '../../report/visible.ts';
import type { TunedModel } from '../../workbench/import-openai.ts';
import { table } from '../table.ts';
import { type AddCommand, nextLine } from '../verb.ts';

interface Options {
  readonly model?: string;
  readonly replacement?: string;
  readonly json?: true;
}

export const addImportAdapters: AddCommand = (adapters, run) => {
  const from = adapters.command('import').description('what was tuned elsewhere');
  from
    .command('openai')
    .argument('[folder]', 'where the task goes that measures --model beside what could replace it')
    .option('--model <id>', 'one of the tuned models, `ft:…`')
    .option('--replacement <id>', 'chat model that could replace it; the small local one by default')
    .option('--json', 'print as JSON')
    .description(
      'the tuned models of the account of OPENAI_API_KEY, the files they came from, and until when they answer; with --model and a folder, a task to move it off',
    )
    .action((folder: string | undefined, { model, replacement, json }: Options) =>
      run(async (context) => {
        const { terminal, interruption } = context;
        const { openAccount, importTunedModel } = await import('../../workbench/import-openai.ts');
        const account = openAccount();
        if (model === undefined || folder === undefined) {
          const models = await account.tunedModels(interruption.soft);
          if (json) terminal.print(JSON.stringify(models, undefined, 2));
          else {
            terminal.print(listOf(models));
            terminal.print(nextLine(context, 'adapters import openai', '<folder> --model <id>'));
          }
          return 0;
        }
        const given = { model, folder, ...(replacement !== undefined && { chatModel: replacement }) };
        const task = await importTunedModel(account, given, interruption);
        if (json) terminal.print(JSON.stringify(task, undefined, 2));
        else {
          terminal.print(`${task.cases} cases, and ${model} as what answers today`);
          if (!task.isFair)
            terminal.print(
              'All of them are what it was tuned on, which flatters it: add cases of your own under `cases` before you decide.',
            );
          terminal.print(`wrote ${path.relative('', task.file)}, worth reading`);
          terminal.print(nextLine(context, 'climb', shellWord(folder)));
        }
        return 0;
      }),
    );
};

function listOf(models: readonly TunedModel[]): string {
  const name = (file?: TunedModel['training']) =>
    file === undefined ? '' : (file.name ?? `${file.id} (gone)`);
  return table(
    ['model', 'made', 'tokens', 'training file', 'validation file', 'answers until'],
    models.map(({ id, createdAt, trainedTokens, training, validation, shutdown, isGone }) =>
      [
        id,
        createdAt.slice(0, 10),
        trainedTokens?.toLocaleString('en') ?? '',
        name(training),
        name(validation),
        isGone
          ? 'no longer listed'
          : shutdown === undefined
            ? 'not announced'
            : `${shutdown.date}${shutdown.of === 'base' ? ' (its base)' : ''}`,
      ].map(visibleLine),
    ),
  );
}
