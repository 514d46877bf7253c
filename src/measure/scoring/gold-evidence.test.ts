import { describe, expect, it } from 'vitest';
import type { Passage } from '../../domain/passage.ts';
import { findGold } from './gold-evidence.ts';

const passage = (document: string, text: string, header?: string): Passage => ({
  chunkId: text,
  document,
  span: { start: 0, end: text.length },
  text,
  contextLine: '',
  headingPath: [],
  ...(header !== undefined && { header }),
});

const evidence = [
  passage('zones.md', '| 4 | **islands** | 89 |', '| Zone | Area | Fee |'),
  passage('zones.md', 'Texel is zone 2.'),
  passage('notice.md', 'One month\nto the end.'),
];

describe('findGold', () => {
  it('finds quotes through marks, borders and line breaks, in their document alone', () => {
    const goldPassages = [
      { document: 'zones.md', quote: '4 islands 89' },
      { document: 'zones.md', quote: 'Fee 4' },
      { document: 'notice.md', quote: 'One month to the end.' },
      { document: 'notice.md', quote: 'Texel is zone 2' },
    ];
    expect(findGold({ goldPassages, goldDocuments: ['other.md'] }, evidence)).toEqual({
      by: 'quotes',
      relevant: [true, false, true],
      wanted: 4,
      found: 2,
    });
  });

  it('takes the documents where no words are named, and knows when it has neither', () => {
    expect(findGold({ goldDocuments: ['zones.md', 'gone.md', 'zones.md'] }, evidence)).toEqual({
      by: 'documents',
      relevant: [true, true, false],
      wanted: 2,
      found: 1,
    });
    expect(findGold({}, evidence)).toBeUndefined();
    expect(findGold({ goldDocuments: [] }, evidence)).toBeUndefined();
  });
});
