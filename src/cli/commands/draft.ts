/** `fulcrum documents draft`. */
import type { Command } from 'commander';
import { shellWord } from '../../report/shell-word.ts';
import { visibleLine } from '../../report/visible.ts';
import type { Drafted } from '../../workbench/draft.ts';
import type { LeftOutFor } from '../../workbench/drafting/sift-questions.ts';
import {
  addDocumentOptions,
  type DocumentOptions,
  openDocumentWorkbench,
  spendingOf,
} from '../document-verb.ts';
import { exitCode } from '../exit-code.ts';
import { draftsFile, wholeNumber } from '../option-values.ts';
import { spendingWords } from '../spending-words.ts';
import type { Terminal } from '../terminal.ts';
import { nextLine, type RunVerb } from '../verb.ts';

interface Options extends DocumentOptions {
  readonly limit: number;
  readonly output: string;
  readonly model?: string;
  readonly seed?: string;
}

export function addDraft(documents: Command, run: RunVerb): void {
  addDocumentOptions(documents.command('draft'), [])
    .description(
      'have a chat model draft questions with their answers and gold passages; none counts before a person approves it',
    )
    .option('-n, --limit <passages>', 'passages to ask about', wholeNumber, 40)
    .option('-o, --output <file>', 'JSONL that the drafts are added to', draftsFile, 'drafts.jsonl')
    .option('--model <id>', 'chat model that writes, instead of that of the task')
    .option('--seed <text>', 'draws other passages than the seed of the task does')
    .action((folder: string | undefined, options: Options) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { draft } = await import('../../workbench/draft.ts');
        const { limit, output: file, as: principal, model, seed } = options;
        const drafted = await draft(workbench, {
          limit,
          file,
          ...(principal !== undefined && { principal }),
          ...(model !== undefined && { model }),
          ...spendingOf(options),
          ...(seed !== undefined && { seed }),
        });
        const { stoppedBy } = drafted;
        if (options.json)
          terminal.print(JSON.stringify({ ...drafted, stoppedBy: stoppedBy?.code }, undefined, 2));
        else print(drafted, terminal);
        if (stoppedBy !== undefined) {
          terminal.fail(stoppedBy);
          return exitCode(stoppedBy);
        }
        if (!options.json)
          terminal.print(
            drafted.drafts.length > 0
              ? nextLine(context, 'documents review', shellWord(file))
              : nextLine(context, 'models list', ''),
          );
        return 0;
      }),
    );
}

/** To follow a number of passages. */
const reasons: Readonly<Record<LeftOutFor, string>> = {
  failed: 'no reply',
  unreadable: 'the reply could not be read: cut off, too long or no JSON',
  'no question': 'what was written is no question, or does not say what it is about',
  'names the passage': 'the question speaks of the passage',
  copied: 'the question is in the words of the passage',
  unsupported: 'the answer is not in the passage',
  'gives the answer': 'the question holds its answer',
  'against the contract': 'the contract of the task does not allow the answer',
  repeated: 'nearly the same question is there already',
  ambiguous: 'another document answers it too',
};

function print(
  { file, model, passages, documents, drafts, leftOut, failure, spending }: Drafted,
  terminal: Terminal,
): void {
  const { print: line, style } = terminal;
  line(
    `${counted(passages, 'passage')} of ${counted(documents, 'document')}, ${visibleLine(model)} asked for a question to each: ${counted(drafts.length, 'draft')} added to ${visibleLine(file)}`,
  );
  for (const [reason, count] of Object.entries(leftOut))
    if (count > 0) line(`  ${String(count).padStart(4)} left out: ${reasons[reason as LeftOutFor]}`);
  if (failure !== undefined) line(style('yellow', `! ${visibleLine(failure)}`));
  line(style('dim', 'Questions that need two documents are not drafted: write some yourself.'));
  line(style('dim', spendingWords(spending)));
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
