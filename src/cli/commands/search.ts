/** `fulcrum search`. */
import { cut } from '../../report/cut.ts';
import { visibleLine } from '../../report/visible.ts';
import type { Searched } from '../../workbench/search.ts';
import {
  addDocumentOptions,
  type DocumentOptions,
  folderAndWords,
  openDocumentWorkbench,
  spendingOf,
} from '../document-verb.ts';
import { collect, day, wholeNumber } from '../option-values.ts';
import { passagePlace } from '../passage-place.ts';
import type { Terminal } from '../terminal.ts';
import { type AddCommand, nextLine, taskWords } from '../verb.ts';

interface Options extends DocumentOptions {
  readonly limit: number;
  readonly category?: readonly string[];
  readonly source?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

const names = ['query'];

export const addSearch: AddCommand = (program, run) => {
  addDocumentOptions(program.command('search'), names)
    .description('find passages in the documents, among what whoever asks may read')
    .option('-k, --limit <passages>', 'passages at most', wholeNumber, 10)
    .option('--category <name>', 'only documents of it (may be given again)', collect)
    .option('--source <beginning>', 'only documents whose name begins so (may be given again)', collect)
    .option('--from <day>', 'only documents of that day or later, e.g. 2026-03-01', day)
    .option('--to <day>', 'only documents of that day or earlier', day)
    .action((given: string[], options: Options, command) => {
      const { folder, words } = folderAndWords(given, names, command);
      const [query = ''] = words;
      return run(async (context) => {
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { search } = await import('../../workbench/search.ts');
        const { as: principal, limit: k, category: categories, source: sources, from, to } = options;
        const searched = await search(workbench, {
          query,
          k,
          ...(principal !== undefined && { principal }),
          ...spendingOf(options),
          filters: {
            ...(categories && { categories }),
            ...(sources && { sources }),
            ...(from !== undefined && { from }),
            ...(to !== undefined && { to }),
          },
        });
        if (options.json) context.terminal.print(JSON.stringify(searched, undefined, 2));
        else {
          print(searched, context.terminal);
          context.terminal.print(
            nextLine(context, 'ask', `${taskWords(folder ?? '.', options)} "<question>"`.trim()),
          );
        }
        return 0;
      });
    });
};

const excerptLength = 300;

function print({ passages, rung }: Searched, { print: line, style }: Terminal): void {
  if (passages.length === 0) line('Nothing was found.');
  for (const { passage, writtenContext, rank, fused, words, vectors } of passages) {
    const heading = passage.headingPath.map(visibleLine).join(' > ');
    const stages = [words && `words #${words.rank}`, vectors && `vectors #${vectors.rank}`];
    const ranks = `score ${fused.score.toFixed(3)}; ${stages.filter(Boolean).join(', ')}`;
    const excerpt = cut(passage.text, excerptLength);
    line(style('bold', `${rank}. ${passagePlace(passage)}`));
    line(style('dim', `   ${heading === '' ? '' : `${heading} · `}${ranks}`));
    line(`   ${visibleLine(excerpt.text.replace(/\s+/g, ' '))}${excerpt.leftOut > 0 ? ' …' : ''}`);
    if (writtenContext !== undefined)
      line(style('dim', `   described by the model as: ${visibleLine(writtenContext)}`));
  }
  if (rung !== undefined) line(style('dim', `\nsearched as ${visibleLine(rung)} of the latest climb does`));
}
