import { describe, expect, it } from 'vitest';
import type { Passage } from '../../domain/passage.ts';
import { memoryCorpus } from '../../knowledge/testing/memory-corpus.ts';
import { documentOf } from '../../store/testing/corpus-documents.ts';
import { hasRival } from './has-rival.ts';
import { judgeQuestion } from './judge-question.ts';

const text =
  'A deposit of 40 euro is paid on collection. It comes back within 14 days.\n\nModel | Deposit\nTeal | 55 euro';
const passage: Passage = {
  chunkId: 'c',
  document: 'rules.md',
  span: { start: 100, end: 100 + text.length },
  text,
  contextLine: 'Rental rules > Deposit',
  headingPath: ['Rental rules', 'Deposit'],
};
const judge = (question: string, answer = '14 days') => {
  const judged = judgeQuestion({ question, answer }, passage);
  return judged.kind === 'kept' ? judged.quotes.map((quote) => quote.text) : judged.fault;
};

const good = 'When do I see my money again after a hire ends?';

describe('a question written to a passage', () => {
  it('is kept with what holds its answer, letter by letter', () => {
    expect(judge(good)).toEqual(['It comes back within 14 days.']);
    const judged = judgeQuestion({ question: good, answer: '14 days' }, passage);
    const [quote] = judged.kind === 'kept' ? judged.quotes : [];
    expect(text.slice((quote?.span.start ?? 0) - 100, (quote?.span.end ?? 0) - 100)).toBe(quote?.text);
  });

  it.each([
    ['When do I see my money again after a hire ends', 'no question'],
    ['I want my money back.', 'no question'],
    ['How does it work?', 'no question'],
    ['What does the passage say of money that customers leave with us?', 'names the passage'],
    ['According to this, when do I see my money again?', 'names the passage'],
    ['Does the following text mention when I see my money again?', 'names the passage'],
    // Of many, days, deposit, come, back and customers four.
    ['Within how many days does the deposit come back to customers?', 'copied'],
    ['How much is the deposit on collection?', 'copied'],
  ])('%s: %s', (question, fault) => {
    expect(judge(question)).toBe(fault);
  });

  it('may share three of five of its words with the passage, and not four of six', () => {
    // Shared: euro, deposit, Teal; not: hands, lay.
    expect(judge('Which euro deposit for a Teal do my hands lay down?', '55')).toEqual(['Teal | 55 euro']);
    // Shared besides: collection.
    expect(judge('Which euro deposit for a Teal do my hands lay down on collection?', '55')).toBe('copied');
  });

  it.each([
    ['21 days', 'another number'],
    ['14 weeks', 'a number of something else'],
    ['within 14 days by bank transfer', 'more than is there'],
    ['It never comes back within 14 days', 'the contrary'],
    ['Yes', 'nothing that could be looked up'],
  ])('is left out where the passage does not hold the answer: %s is %s', (answer) => {
    expect(judge(good, answer)).toBe('unsupported');
  });

  it('is left out where it gives its answer away', () => {
    expect(judge('Is it right that I wait 14 days for my money after a hire?')).toBe('gives the answer');
  });

  it('is not taken for one about a document that is its topic', () => {
    expect(judge('Which papers, say the contract document, must I sign before I see money again?')).not.toBe(
      'names the passage',
    );
  });
});

describe('a rival', () => {
  const asked = { question: 'When do I see my money again after a hire ends?', answer: '14 days' };
  const rival = async (lines: readonly string[], { readers = ['everyone'], copies = ['rules.md'] } = {}) => {
    const corpus = memoryCorpus();
    await corpus.put(documentOf('rules.md', ['everyone'], [text]));
    await corpus.put(documentOf('other.md', readers, lines));
    return hasRival(asked, passage, {
      corpus,
      groups: ['everyone'],
      isCopy: (document) => copies.includes(document),
    });
  };

  it('is another document that holds the answer and as much of the question', async () => {
    expect(await rival(['After a hire you see your money again in 14 days.'])).toBe(true);
  });

  it('is none that holds another answer, that is a copy, or that the asker may not read', async () => {
    expect(await rival(['After a hire you see your money again in 21 days.'])).toBe(false);
    const same = ['After a hire you see your money again in 14 days.'];
    expect(await rival(same, { copies: ['rules.md', 'other.md'] })).toBe(false);
    expect(await rival(same, { readers: ['leads'] })).toBe(false);
  });
});
