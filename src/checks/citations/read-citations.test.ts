import { describe, expect, it } from 'vitest';
import { readCitations } from './read-citations.ts';

const read = (answer: string) => readCitations(answer).map(({ text, numbers }) => [text, numbers]);

describe('readCitations', () => {
  it.each<[string, [string, number[]][]]>([
    ['It costs 29 euro [1].', [['It costs 29 euro.', [1]]]],
    [
      'It costs 18.40 euro.[1] Ask Dr. Brandt. [2]',
      [
        ['It costs 18.40 euro.', [1]],
        ['Ask Dr. Brandt.', [2]],
      ],
    ],
    ['Yes [1][2], and no [3].', [['Yes, and no.', [1, 2, 3]]]],
    ['Yes [1, 3; 2 and 1].', [['Yes.', [1, 3, 2]]]],
    ['Yes [2-4] [9–7].', [['Yes.', [2, 3, 4, 9, 7]]]],
    [
      'A (source 2). B (Passages 1, and 3). C [passage 12]',
      [
        ['A.', [2]],
        ['B.', [1, 3]],
        ['C', [12]],
      ],
    ],
    [
      'One line.\n[2] Another line.',
      [
        ['One line.', []],
        ['Another line.', [2]],
      ],
    ],
    ['[1] It is so. [2]', [['It is so.', [1, 2]]]],
    ['It is so.\n[3]', [['It is so.', [3]]]],
    ['It is so. [0]', [['It is so.', [0]]]],
    [
      'See (2), [2024], [a], [1](https://example.org) and [^1].',
      [['See (2), [2024], [a], [1](https://example.org) and [^1].', []]],
    ],
    ['[1]', []],
    ['', []],
  ])('%j', (answer, expected) => expect(read(answer)).toEqual(expected));

  it('says where each sentence stands', () => {
    const answer = ' First [1] one. Second.';
    expect(readCitations(answer).map(({ span }) => answer.slice(span.start, span.end))).toEqual([
      'First [1] one.',
      'Second.',
    ]);
  });

  it('takes linear time', () => {
    const started = performance.now();
    for (const text of [
      '[1] '.repeat(50_000),
      `[${'1,'.repeat(100_000)}`,
      'No [1].\n'.repeat(20_000),
      `${'\n'.repeat(100_000)}[1]x`,
    ])
      readCitations(text);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
