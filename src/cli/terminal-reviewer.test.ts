import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { ShownDraft } from '../workbench/review.ts';
import type { Terminal } from './terminal.ts';
import { terminalReviewer } from './terminal-reviewer.ts';

const draft: ShownDraft = {
  number: 2,
  waiting: 5,
  question: 'When?\u001b[2J',
  answer: '14 days',
  quotes: ['It comes back $& within 14 days.', 'Nowhere.'],
  passage: {
    document: 'care/rules.pdf',
    over: 'Rules > Deposit',
    text: 'It is paid.\nIt comes back $& within 14 days.\u202e',
    start: 10,
    end: 60,
    pages: { first: 2, last: 2 },
  },
  principal: 'care',
  model: 'local/tiny',
};

function open() {
  const printed: string[] = [];
  const terminal = {
    print: (text: string) => printed.push(text),
    style: (how: unknown, text: string) => (how === 'underline' ? `_${text}_` : text),
  } as unknown as Terminal;
  const input = new PassThrough();
  const output = new PassThrough();
  output.resume();
  let readMs = 0;
  const reviewer = terminalReviewer(terminal, { streams: { input, output }, now: () => readMs });
  const press = (keys: string, afterMs = 1000) =>
    setTimeout(() => {
      readMs += afterMs;
      input.write(keys);
    }, 20);
  return { reviewer, press, printed };
}

it('shows question, answer and passage with its place, the quote marked, and nothing that could act on a terminal', async () => {
  const { reviewer, press, printed } = open();
  press('s');
  await reviewer.decide(draft);
  const shown = printed.join('\n');
  expect(shown).toContain('2 of 5, drafted by local/tiny, asked by care');
  expect(shown).toContain('Question  When?⟨U+001B⟩[2J');
  expect(shown).toContain('Answer    14 days');
  expect(shown).toContain('care/rules.pdf, page 2, characters 10–60\nRules > Deposit\n');
  expect(shown).toContain('It is paid.\n_It comes back $& within 14 days._⟨U+202E⟩');
});

it.each([
  ['a', 'approve'],
  ['e', 'edit question'],
  ['w', 'edit answer'],
  ['r', 'reject'],
  ['s', 'skip'],
  ['q', 'quit'],
  ['zA', 'approve'],
  ['\r', 'skip'],
  ['\u0003', 'quit'],
])('takes the key %j for %s', async (keys, decision) => {
  const { reviewer, press } = open();
  press(keys);
  expect(await reviewer.decide(draft)).toBe(decision);
});

it('takes no decision from a key that is held down', async () => {
  const { reviewer, press } = open();
  press('a', 0);
  press('a', 30);
  setTimeout(() => press('r'), 20);
  expect(await reviewer.decide(draft)).toBe('reject');
});

it('edits a text in its place, and leaves it on Escape', async () => {
  const { reviewer, press } = open();
  press(' really?\r');
  expect(await reviewer.reword('question', 'When?')).toBe('When? really?');
  press('\u0003');
  expect(await reviewer.reword('question', 'When?')).toBeUndefined();
});
