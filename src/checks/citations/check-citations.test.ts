import { describe, expect, it } from 'vitest';
import type { DocumentNote } from '../../domain/answer.ts';
import { passage } from '../testing/passage.ts';
import { checkCitations } from './check-citations.ts';

const zones = 'Zone 1 is free. Zone 4 are the islands; the fee is 89 euro.\nTexel is zone 2.';
const passages = [
  passage('delivery/zones.md', zones, 1000, { pages: { first: 2, last: 3 } }),
  passage('plans/notice.md', 'The notice period is one month to the end of a month.', 40),
  passage('delivery/zones.md', 'The driver waits ten minutes.', 5000),
];

describe('checkCitations', () => {
  it('resolves each sentence to document, pages, offsets and the words it rests on', () => {
    const [fee, notice, bare] = checkCitations(
      'Islands cost 89 euro [1]. One month of notice. [2, 7] The driver waits.',
      passages,
    );
    const quoted = 'Zone 4 are the islands; the fee is 89 euro.';
    expect(fee).toEqual({
      span: { start: 0, end: 25 },
      text: 'Islands cost 89 euro.',
      citations: [
        {
          kind: 'supplied',
          numbers: [1],
          document: 'delivery/zones.md',
          quote: {
            number: 1,
            chunkId: 'delivery/zones.md:1000',
            document: 'delivery/zones.md',
            pages: { first: 2, last: 3 },
            span: { start: 1016, end: 1059 },
            text: quoted,
          },
        },
      ],
    });
    expect(zones.slice(1016 - 1000, 1059 - 1000)).toBe(quoted);
    expect(notice?.citations).toMatchObject([
      { kind: 'supplied', numbers: [2], quote: { span: { start: 40, end: 93 } } },
      { kind: 'not supplied', cited: '7' },
    ]);
    expect(bare?.citations).toEqual([]);
  });

  it('quotes nothing where the passage shares nothing with the sentence', () => {
    expect(checkCitations('Bananas are yellow [2].', passages)[0]?.citations).toEqual([
      { kind: 'supplied', numbers: [2], document: 'plans/notice.md' },
    ]);
  });

  it.each([
    ['"delivery/zones.md"', [{ kind: 'supplied', numbers: [1, 3], document: 'delivery/zones.md' }]],
    ['2', [{ kind: 'supplied', numbers: [2], document: 'plans/notice.md' }]],
    ['"[2]"', [{ kind: 'supplied', numbers: [2], document: 'plans/notice.md' }]],
    ['["plans/notice.md", 4]', [{ numbers: [2] }, { kind: 'not supplied', cited: '4' }]],
    ['"Delivery/Zones.md"', [{ kind: 'not supplied', cited: 'Delivery/Zones.md' }]],
    ['{"page": 1}', [{ kind: 'not supplied', cited: '{"page":1}' }]],
    ['null', []],
  ])('reads the source %s of a JSON reply', (source, expected) => {
    const [sentence] = checkCitations(`{"answer": "Ten minutes at the door", "source": ${source}}`, passages);
    expect(sentence?.citations).toMatchObject(expected);
    expect(sentence?.citations).toHaveLength(expected.length);
  });

  it('quotes of all passages of a document the one that says it', () => {
    const [sentence] = checkCitations(
      '{"answer": "The driver waits ten minutes", "source": "delivery/zones.md"}',
      passages,
    );
    expect(sentence?.citations).toMatchObject([{ quote: { number: 3, span: { start: 5000, end: 5029 } } }]);
  });

  it('resolves a cited note to the passages it was written from, and quotes these', () => {
    const notes: DocumentNote[] = [
      { kind: 'noted', document: 'plans/notice.md', note: 'A month.', passages: [2] },
      { kind: 'noted', document: 'delivery/zones.md', note: 'A fee, and a wait.', passages: [1, 3] },
    ];
    const [wait, none] = checkCitations('The driver waits ten minutes [2]. And more [3].', passages, notes);
    expect(wait?.citations).toMatchObject([
      {
        kind: 'supplied',
        note: 2,
        numbers: [1, 3],
        document: 'delivery/zones.md',
        quote: { number: 3, span: { start: 5000, end: 5029 }, text: 'The driver waits ten minutes.' },
      },
    ]);
    expect(none?.citations).toEqual([{ kind: 'not supplied', cited: '3' }]);
    const [named] = checkCitations('{"answer": "One month", "source": 1}', passages, notes);
    expect(named?.citations).toMatchObject([{ note: 1, numbers: [2], document: 'plans/notice.md' }]);
  });

  it('takes linear time over an answer that cites much', () => {
    const started = performance.now();
    checkCitations('Zone 4 [1]. '.repeat(5000), passages);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
