/** Shows drafts in a terminal and reads a person's decisions from its keys. Keeps nothing. */
import { isCancel, selectKey, text } from '@clack/prompts';
import { visibleBlock, visibleLine } from '../report/visible.ts';
import type { Decision, Reviewer, ShownDraft } from '../workbench/review.ts';
import { passagePlace } from './passage-place.ts';
import type { Terminal } from './terminal.ts';

/** The first is what Enter does. */
const keys = [
  { value: 's', label: 'skip for now', decision: 'skip' },
  { value: 'a', label: 'approve', decision: 'approve' },
  { value: 'e', label: 'edit the question', decision: 'edit question' },
  { value: 'w', label: 'reword the answer', decision: 'edit answer' },
  { value: 'r', label: 'reject', decision: 'reject' },
  { value: 'q', label: 'quit', decision: 'quit' },
] as const satisfies readonly { value: string; label: string; decision: Decision }[];

/** Nobody has read a draft that was shown for less: a key held down decides nothing. */
const leastReadMs = 500;

export interface ReviewerOptions {
  /** Where the prompts read and write; the terminal of the process by default. */
  readonly streams?: Pick<Parameters<typeof text>[0], 'input' | 'output'>;
  readonly now?: () => number;
}

export function terminalReviewer(
  terminal: Terminal,
  { streams = {}, now = () => performance.now() }: ReviewerOptions = {},
): Reviewer {
  return {
    async decide(draft) {
      show(draft, terminal);
      const options = keys.map(({ value, label }) => ({ value, label }));
      const shownAt = now();
      for (;;) {
        const pressed = await selectKey({ message: 'What becomes of it?', options, ...streams });
        if (isCancel(pressed) || pressed === 'q') return 'quit';
        if (now() - shownAt >= leastReadMs)
          return keys.find(({ value }) => value === pressed)?.decision ?? 'skip';
      }
    },
    async reword(what, was) {
      const reworded = await text({
        message: `The ${what}; Escape leaves it as it was`,
        initialValue: visibleLine(was),
        validate: (written) => (written?.trim() ? undefined : `A draft needs a ${what}.`),
        ...streams,
      });
      return isCancel(reworded) ? undefined : reworded.trim();
    },
  };
}

function show(draft: ShownDraft, { print, style }: Terminal): void {
  const { number, waiting, question, answer, passage, quotes, principal, model } = draft;
  const asks = principal === undefined ? '' : `, asked by ${visibleLine(principal)}`;
  print(style('dim', `\n${number} of ${waiting}, drafted by ${visibleLine(model)}${asks}`));
  print(`${style('bold', 'Question')}  ${visibleLine(question)}`);
  print(`${style('bold', 'Answer')}    ${visibleLine(answer)}\n`);
  if (passage === undefined) {
    for (const quote of quotes) print(visibleBlock(quote));
    return;
  }
  const { document, start, end, pages, over } = passage;
  print(style('dim', passagePlace({ document, span: { start, end }, ...(pages && { pages }) })));
  if (over !== '') print(style('dim', visibleBlock(over)));
  print(`${marked(visibleBlock(passage.text), quotes.map(visibleBlock), style)}\n`);
}

/** The quotes stand out where the text holds them. */
function marked(whole: string, quotes: readonly string[], style: Terminal['style']): string {
  return quotes.reduce((shown, quote) => shown.replace(quote, () => style('underline', quote)), whole);
}
