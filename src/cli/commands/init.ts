/** `fulcrum init`. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { shellWord } from '../../report/shell-word.ts';
import { httpUrl } from '../option-values.ts';
import { type AddCommand, nextLine } from '../verb.ts';

interface Options {
  readonly map?: string;
  readonly instruction?: string;
  readonly model?: string;
  readonly embedding?: string;
  readonly baseUrl?: string;
  readonly apiKeyEnv?: string;
}

export const addInit: AddCommand = (program, run) => {
  program
    .command('init')
    .argument(
      '<source>',
      'cases as CSV, TSV, JSONL, chat fine-tuning JSONL or promptfoo YAML; or a folder of documents',
    )
    .argument(
      '[folder]',
      'where the task goes, the cases copied with it; the folder of the cases by default, needed for documents',
    )
    .description('look at a file of cases, or a folder of documents, and write a fulcrum.config.ts for it')
    .option('--map <fields>', 'which column is what, e.g. input=question,expected=answer')
    .option('--instruction <text>', 'what the model is told')
    .option('--model <id>', 'chat model: `local/…`, `openai/…`, or a name the service of --base-url knows')
    .option('--embedding <id>', 'embedding model')
    .option('--base-url <url>', 'an OpenAI-compatible service, e.g. http://127.0.0.1:8000/v1', httpUrl)
    .option('--api-key-env <name>', 'environment variable that holds its key')
    .action((source: string, folder: string | undefined, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        const { map, instruction, model, embedding, baseUrl, apiKeyEnv } = options;
        const given = {
          ...(folder !== undefined && { folder }),
          ...(instruction !== undefined && { instruction }),
          ...(model !== undefined && { chatModel: model }),
          ...(embedding !== undefined && { embeddingModel: embedding }),
          ...(baseUrl !== undefined && { baseUrl }),
          ...(apiKeyEnv !== undefined && { apiKeyEnv }),
        };
        const here = (file: string) => path.relative('', file);
        const taskOf = (file: string) =>
          path.dirname(here(file)) === '.' ? '' : shellWord(path.dirname(here(file)));
        if (statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
          const { initDocuments } = await import('../../workbench/init-documents.ts');
          const { file, files } = await initDocuments({ documents: source, ...given });
          terminal.print(
            `${files} files found, of which \`${context.program} documents sync\` tells what cannot be read; there are no questions to climb with yet`,
          );
          terminal.print(`wrote ${here(file)}, worth reading`);
          terminal.print(nextLine(context, 'search', `${taskOf(file)} "<query>"`.trim()));
          return 0;
        }
        const { init } = await import('../../workbench/init.ts');
        const done = await init({ cases: source, ...(map !== undefined && { map }), ...given });
        terminal.print(`${done.cases} cases, expected read as ${done.contract}`);
        if (done.ignoredColumns.length > 0)
          terminal.print(`columns not used: ${done.ignoredColumns.join(', ')}`);
        if (done.idColumn !== undefined) {
          terminal.print(
            `${done.idColumn} differs in every row; to name the cases by it, write cases: { file: …, map: { …, id: '${done.idColumn}' } } in the config before the first climb`,
          );
        }
        if (done.copy !== undefined)
          terminal.print(`copied ${source} to ${here(done.copy)}; the task reads the copy`);
        terminal.print(`wrote ${here(done.file)}, worth reading`);
        terminal.print(nextLine(context, 'check', taskOf(done.file)));
        return 0;
      }),
    );
};
