import { describe, expect, it } from 'vitest';
import { normaliseAnswer } from './normalise-answer.ts';

describe('normaliseAnswer', () => {
  // The SQuAD evaluation script's normalize_answer, run in Python 3.11.
  it.each([
    ['The  quick-brown Fox!', 'quickbrown fox'],
    ['An apple a day; the end.', 'apple day end'],
    ['$1,000.50 (approx.)', '100050 approx'],
    ['Theatre an', 'theatre'],
    ['U.S.A.', 'usa'],
    ['a.b the-c', 'ab thec'],
  ])('%j gives %j, as SQuAD does', (text, expected) => {
    expect(normaliseAnswer(text)).toBe(expected);
  });

  it('folds Unicode forms and drops all punctuation', () => {
    expect(normaliseAnswer('Ｃａｆé „Zum Hirsch“ №1…')).toBe('café zum hirsch no1');
    expect(normaliseAnswer('cafe\u0301')).toBe('café');
  });

  it('does not empty a text that is only an article or punctuation', () => {
    expect(normaliseAnswer('A')).toBe('a');
    expect(normaliseAnswer('A')).not.toBe(normaliseAnswer('the'));
    expect(normaliseAnswer('!')).not.toBe(normaliseAnswer(''));
  });
});
