/** `fulcrum ask`. */
import { duration } from '../../report/format/duration.ts';
import { visibleBlock, visibleLine } from '../../report/visible.ts';
import type { Asked } from '../../workbench/ask.ts';
import {
  addDocumentOptions,
  type DocumentOptions,
  folderAndWords,
  openDocumentWorkbench,
  spendingOf,
} from '../document-verb.ts';
import { passagePlace } from '../passage-place.ts';
import { spendingWords } from '../spending-words.ts';
import type { Terminal } from '../terminal.ts';
import { type AddCommand, nextLine, taskWords } from '../verb.ts';

interface Options extends DocumentOptions {
  readonly rung?: string;
  readonly combine?: true;
}

const names = ['question'];

export const addAsk: AddCommand = (program, run) => {
  addDocumentOptions(program.command('ask'), names)
    .description(
      'answer a question from the documents, by the stack that was measured, with its citations resolved',
    )
    .option(
      '--rung <name>',
      'rung of the latest climb, by lever, number or name; by default the one it decided for, else its best that searches, else no climb is needed',
    )
    .option(
      '--combine',
      'for a question over many documents: notes on each that is found, and the answer from the notes',
    )
    .action((given: string[], options: Options, command) => {
      const { folder, words } = folderAndWords(given, names, command);
      const [question = ''] = words;
      return run(async (context) => {
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { ask } = await import('../../workbench/ask.ts');
        const { as: principal, rung, combine } = options;
        const asked = await ask(workbench, {
          question,
          ...(principal !== undefined && { principal }),
          ...(rung !== undefined && { rung }),
          ...(combine && { combine }),
          ...spendingOf(options),
        });
        if (options.json) context.terminal.print(JSON.stringify(asked, undefined, 2));
        else {
          print(asked, context.terminal, options.combine === true);
          const task = taskWords(folder ?? '.', options);
          context.terminal.print(
            nextLine(context, 'documents why', `${task} <document> "<question>"`.trim()),
          );
        }
        return 0;
      });
    });
};

function print(asked: Asked, terminal: Terminal, combine: boolean): void {
  const { print: line, style } = terminal;
  line(visibleBlock(asked.text));
  line('');
  if (asked.abstained) line(style('yellow', whyAbstained(asked)));
  else printSupport(asked, terminal);
  printGuardrail(asked, terminal);
  const read = asked.answer.search?.synthesis ?? [];
  if (read.length > 0) line(style('dim', whatWasRead(read)));
  line(style('dim', whatItTook(asked, combine)));
}

type ReadDocuments = NonNullable<NonNullable<Asked['answer']['search']>['synthesis']>;

/** E.g. `3 documents read; noted: a.md, c.md; irrelevant: b.md`. */
function whatWasRead(read: ReadDocuments): string {
  const byOutcome = new Map<string, string[]>();
  for (const one of read) {
    const outcome = one.kind === 'noted' ? one.kind : one.reason;
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), visibleLine(one.document)]);
  }
  const parts = [...byOutcome].map(([outcome, names]) => `${outcome}: ${names.join(', ')}`);
  return `${read.length} documents read; ${parts.join('; ')}`;
}

function whyAbstained({ answer: { abstained, evidence = [], guardrails, search } }: Asked): string {
  if (abstained !== undefined) return `No answer: ${visibleLine(abstained.reason)}.`;
  if (guardrails?.groundedness.outcome === 'abstained')
    return 'No answer: the guardrail withheld what the model said.';
  if (evidence.length === 0 && search?.synthesis?.length)
    return 'No answer: no note could be taken on any of the documents read.';
  if (evidence.length === 0) return 'No answer: nothing was found that whoever asks may read.';
  return `No answer: it says that the ${evidence.length} passages it was given do not tell.`;
}

const guardrailDid = {
  passed: 'let the answer through',
  flagged: 'flagged the answer',
  retried: 'had it asked again, and let through what was said then',
  abstained: 'put the abstention in its place',
};

function printGuardrail({ answer: { guardrails } }: Asked, { print: line, style }: Terminal): void {
  if (guardrails === undefined) return;
  const { outcome, unsupported } = guardrails.groundedness;
  const told = unsupported.length === 0 ? '' : ', as the passages do not support:';
  line(`Guardrail: it ${guardrailDid[outcome]}${told}`);
  for (const { text, verdict, reason } of unsupported.flatMap(({ claims }) => claims))
    line(style('yellow', `! ${visibleLine(text)} (${verdict}: ${visibleLine(reason)})`));
}

function printSupport(
  { citations, groundedness, answer: { evidence = [], guardrails } }: Asked,
  terminal: Terminal,
): void {
  const { print: line, style } = terminal;
  for (const citation of citations) {
    if (citation.kind === 'not supplied') {
      line(style('yellow', `! it cites ${visibleLine(citation.cited)}, which it was not given`));
      continue;
    }
    const { numbers, note, document, quote } = citation;
    line(
      `[${note ?? numbers.join(', ')}] ${quote === undefined ? visibleLine(document) : passagePlace(quote)}`,
    );
    line(
      style(
        'dim',
        quote === undefined ? '    shares no words with what cites it' : `    “${visibleLine(quote.text)}”`,
      ),
    );
  }
  if (citations.length === 0)
    line(
      evidence.length === 0
        ? style('yellow', '! it was given no passage and cites none')
        : style('yellow', `! it cites none of the ${evidence.length} passages it was given`),
    );
  if (groundedness === undefined) return;
  const { supported, contradicted, unsupported, undetermined } = groundedness.counts;
  const without = contradicted + unsupported;
  const told = undetermined === 0 ? '' : `, ${undetermined} cannot be looked up`;
  line(`Claims, by their words, numbers and names: ${supported} supported, ${without} unsupported${told}`);
  // A guardrail has its own finding of each.
  if (guardrails !== undefined) return;
  for (const { text, verdict, reason } of groundedness.claims)
    if (verdict === 'unsupported' || verdict === 'contradicted')
      line(style('yellow', `! ${visibleLine(text)} (${visibleLine(reason)})`));
}

function whatItTook({ answer, rung, spending, costBasis }: Asked, combine: boolean): string {
  const base =
    rung === undefined ? 'no climb yet: the prompt of the task over default retrieval' : visibleLine(rung);
  const by = combine ? `${base}, from notes on each document, which no climb measured` : base;
  const took = answer.latencyMs === undefined ? '' : `; ${duration(answer.latencyMs / 1000)}`;
  const basis = costBasis === undefined ? '' : `\nCost by ${visibleLine(costBasis)}`;
  return `Answered by ${by}${took}; ${spendingWords(spending)}${basis}`;
}
