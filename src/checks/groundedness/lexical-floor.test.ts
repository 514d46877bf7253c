import { describe, expect, it } from 'vitest';
import { indexEvidence } from '../lexical/evidence-index.ts';
import { passage } from '../testing/passage.ts';
import { lexicalFloor } from './lexical-floor.ts';

const evidence = indexEvidence([
  passage(
    'models.md',
    'The Bittern is not sold in UK. Plans bought before 1 March 2025 keep their old price for 24 months.\nCollection is free in zones 1 and 2.',
  ),
  passage('zones.md', '4 | islands | 89', 0, {
    header: 'Zone | Area | Fee in euro',
    contextLine: 'Zones > Fees by Annelies Kuipers',
  }),
  passage(
    'parts.md',
    'Part | NL euro | UK pounds\nBelt | 94 | 85\nDisplay | 141 | 127\nOf 61 holds 19 were fraud.',
  ),
  passage('prices.md', 'Front wheels, pair 236 1,794 212'),
]);
const kind = (claim: string) => lexicalFloor(claim, evidence).kind;

describe('lexicalFloor', () => {
  it.each([
    'The Bittern is not sold in the UK.',
    'Old prices are kept for 24 months by plans bought before 2025-03-01.',
    'The fee for islands in zone 4 is €89.',
    'A pair of front wheels is 1,794.',
    'Yes, collection is free in zone two.',
    'The display is 127 pounds.',
    '19 of 61 were fraud',
  ])('covered: %s', (claim) => expect(kind(claim)).toBe('covered'));

  it.each([
    ['Plans bought before 1 March 2025 keep their old price for 36 months.', '36'],
    ['Plans bought before 3 March 2025 keep their old price for 24 months.', '3'],
    ['The display is 24 pounds.', '24'],
    ['Plans bought before 1 March 2025 keep their old price for 2 months.', '2'],
    ['20 of 61 were fraud', '20'],
    ['Collection is free in zones 1, 2 and three.', 'three'],
    ['The fee for islands in zone 4 is 89.50 euro.', '89.50'],
  ])('refuted, though all words match: %s', (claim, number) => {
    expect(lexicalFloor(claim, evidence)).toMatchObject({
      kind: 'refuted',
      reason: `the passages do not say ${number}`,
    });
  });

  it.each([
    [
      'Plans bought before 1 April 2025 keep their old price for 24 months.',
      'the passages do not name April so',
    ],
    ['The Bittern is sold in the UK.', '"sold" is negated on one side alone'],
    ['Collection is not free in zones 1 and 2.', '"free" is negated on one side alone'],
    ['Riders below sixteen need written consent from parents.', undefined],
    ['Islands pay double rent and lose their deposit.', '1 of 6 words are in the passages'],
  ])('not covered: %s', (claim, reason) => {
    const finding = lexicalFloor(claim, evidence);
    expect(finding.kind).not.toBe('covered');
    if (reason !== undefined) expect(finding).toMatchObject({ kind: 'weak', reason });
  });

  it('says where it looked', () => {
    expect(lexicalFloor('Islands cost 89.', evidence).quotes).toMatchObject([
      { number: 2, document: 'zones.md', span: { start: 0, end: 16 } },
    ]);
  });

  it('finds nothing to look up in a mere yes, and nothing at all without passages', () => {
    expect(kind('Yes.')).toBe('empty');
    expect(lexicalFloor('It is free.', indexEvidence([])).kind).toBe('weak');
  });
});
