import { expect, it } from 'vitest';
import type { Case, Split } from '../../domain/case.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { type AuditOptions, auditCases } from './audit-cases.ts';

interface Row {
  readonly text: string;
  readonly label?: string;
  readonly split?: Split;
  readonly more?: Partial<Case>;
}

async function* stored(rows: readonly Row[]): AsyncGenerator<StoredCase> {
  for (const [ordinal, { text, label, split = 'train', more }] of rows.entries()) {
    yield {
      id: `c${ordinal}`,
      input: text,
      tags: [],
      ordinal,
      split,
      inputHash: '',
      ...(label !== undefined && { expected: { kind: 'label', label } }),
      ...more,
    };
  }
}

/** Findings by code; several of one code as they come. */
async function audit(rows: readonly Row[], options: AuditOptions = {}) {
  const findings = await auditCases(stored(rows), options);
  return (code: string) => findings.filter((finding) => finding.code === code);
}

it('finds the same input within and across splits, and with different labels', async () => {
  const of = await audit([
    { text: 'Where is my parcel?', label: 'delivery' },
    { text: ' where is  my PARCEL?', label: 'repair', split: 'sealed' },
    { text: 'Where is my parcel?', label: 'delivery', more: { principal: 'someone else' } },
    { text: 'The brake squeaks', label: 'repair' },
    { text: 'The brake squeaks', label: 'repair' },
  ]);
  expect(of('DUPLICATES')[0]).toMatchObject({ count: 2, level: 'warning' });
  expect(of('DUPLICATES_ACROSS_SPLITS')[0]).toMatchObject({ count: 1, level: 'error' });
  expect(of('CONTRADICTORY_LABELS')[0]).toMatchObject({
    count: 1,
    examples: ['c0: Where is my parcel? (train, delivery) = c1: where is my PARCEL? (sealed, repair)'],
  });
});

it('finds nearly the same input across splits and labels', async () => {
  const of = await audit([
    { text: 'I would like to activate my card.', label: 'activate' },
    { text: 'I would like to reactivate my card', label: 'link', split: 'sealed' },
    { text: 'Something else entirely, about a tyre', label: 'link', split: 'sealed' },
  ]);
  expect(of('NEAR_DUPLICATES_ACROSS_SPLITS')[0]).toMatchObject({ count: 1 });
  expect(of('NEARLY_CONTRADICTORY_LABELS')[0]?.examples[0]).toContain('≈');
  expect(of('DUPLICATES')).toEqual([]);
});

it('does not call a chain of small steps a duplicate of its far end', async () => {
  const words = 'alpha bravo charlie delta echo foxtrot golf hotel india juliet'.split(' ');
  const steps = words.map((_, at) => words.map((word, n) => (n < at ? `qx${n}vz` : word)).join(' '));
  const of = await audit(
    steps.map((text, at) => ({
      text,
      split: at === 0 ? 'train' : 'sealed',
    })),
  );
  expect(of('NEAR_DUPLICATES')[0]?.count).toBe(9);
  expect(of('NEAR_DUPLICATES_ACROSS_SPLITS')[0]?.count).toBeLessThan(3);
});

it('finds personal data, without repeating it, and hidden characters', async () => {
  const of = await audit([
    { text: 'write to ann@example.org' },
    { text: 'zero\u200bwidth' },
    { text: 'tag \u{e0041}\u{e0042}' },
    { text: 'family 👨‍👩‍👧 and नमस्‍ते and 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}' },
  ]);
  expect(of('PERSONAL_DATA')[0]).toMatchObject({ count: 1, examples: ['c0'] });
  expect(of('INVISIBLE_TEXT').map(({ message, examples }) => [message.includes('tag'), examples])).toEqual([
    [false, ['c1']],
    [true, ['c2']],
  ]);
});

it('finds labels that stand in the input as words', async () => {
  const rows = (text: string) =>
    Array.from({ length: 3 }, (_, at) => ({ text: `${at} ${text}`, label: 'card_arrival' }));
  expect((await audit(rows('queue: Card Arrival')))('LABEL_IN_INPUT')[0]).toMatchObject({
    level: 'warning',
    count: 3,
  });
  expect((await audit(rows('postcard arrivals')))('LABEL_IN_INPUT')).toEqual([]);
});

it('tells balance, thin classes and thin slices', async () => {
  const many = (count: number, label: string, split: Split, tag: string) =>
    Array.from({ length: count }, (_, at) => ({
      text: `${label} ${split} ${at}`,
      label,
      split,
      more: { tags: [tag] },
    }));
  const of = await audit([
    ...many(60, 'big', 'train', 'web'),
    ...many(12, 'mid', 'train', 'web'),
    ...many(3, 'small', 'train', 'mail'),
    ...many(25, 'big', 'sealed', 'web'),
    ...many(2, 'small', 'sealed', 'mail'),
  ]);
  expect(of('CLASS_BALANCE')[0]).toMatchObject({ level: 'warning', count: 3 });
  expect(of('CLASS_BALANCE')[0]?.message).toContain('big with 83.3 %');
  expect(of('THIN_CLASSES').map(({ examples }) => examples)).toEqual([['small: 3'], ['mid: 0', 'small: 2']]);
  expect(of('THIN_SLICES')[0]?.examples).toEqual(['mail: 2']);
});

it('says what the set can see, by the function it is given', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => ({ text: `text ${at}`, split: 'sealed' as const }));
  const of = await audit(rows, { detectableDifference: (cases) => 1 / Math.sqrt(cases) / 2 });
  expect(of('RESOLUTION')[0]?.message).toContain('with 100 sealed cases: differences of 5 points');
  expect(of('EMPTY_SPLIT')[0]?.message).toContain('no dev cases');
  expect(of('NO_EXPECTED_ANSWER')[0]?.count).toBe(100);
});

it('finds groups that reach into sealed and elsewhere', async () => {
  const of = await audit([
    { text: 'a', more: { group: 'g' } },
    { text: 'b', split: 'sealed', more: { group: 'g' } },
    { text: 'c', more: { group: 'h' } },
    { text: 'd', split: 'dev', more: { group: 'h' } },
  ]);
  expect(of('GROUP_ACROSS_SPLITS')[0]).toMatchObject({ count: 1, examples: ['g'], level: 'error' });
});

it('names inputs far longer than the others', async () => {
  const rows = Array.from({ length: 50 }, (_, at) => ({ text: `short text number ${at}` }));
  const of = await audit([...rows, { text: 'long '.repeat(1000) }]);
  expect(of('LENGTH_OUTLIERS')[0]).toMatchObject({ count: 1 });
  expect(of('LENGTH_OUTLIERS')[0]?.examples[0]).toContain('c50');
});

it('puts errors first and finds nothing wrong with a clean set', async () => {
  const clean = 'red green blue black white brown amber coral ivory olive'
    .split(' ')
    .flatMap((colour, at) => [
      {
        text: `${colour} is what she wore on day ${at}`,
        label: at % 2 ? 'odd' : 'even',
        split: 'sealed' as const,
      },
    ]);
  const findings = await auditCases(stored(clean), { thinTrainClass: 0, nearDuplicate: 0.9 });
  expect(findings.filter(({ level }) => level !== 'info').map(({ code }) => code)).toEqual(['EMPTY_SPLIT']);
});
