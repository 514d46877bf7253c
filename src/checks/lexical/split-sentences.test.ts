import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.ts';

const sentences = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    ['The fee is 29 euro. It is due at once!', ['The fee is 29 euro.', 'It is due at once!']],
    [
      'It costs 18.40 euro. Ask Dr. Brandt, e.g. by mail.',
      ['It costs 18.40 euro.', 'Ask Dr. Brandt, e.g. by mail.'],
    ],
    ['J. Smith drives. See No. 5 on p. 3.', ['J. Smith drives.', 'See No. 5 on p. 3.']],
    ['No. The bike stays.', ['No.', 'The bike stays.']],
    ['1. Lock it.\n2. Call us.', ['1. Lock it.', '2. Call us.']],
    ['It closes at 10. Dogs wait.', ['It closes at 10.', 'Dogs wait.']],
    ['We close at 5 p.m. on Fridays.', ['We close at 5 p.m. on Fridays.']],
    ['  \n Is it? “Yes.” …\n---\n', ['Is it?', '“Yes.”']],
    ['no full stop', ['no full stop']],
    ['今日は晴れ。明日は雨。', ['今日は晴れ。', '明日は雨。']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('takes linear time', () => {
    const started = performance.now();
    for (const text of ['No. '.repeat(50_000), 'a'.repeat(200_000), 'A. '.repeat(60_000)])
      splitSentences(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
