import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPersonalData } from './personal-data.ts';

const found = (text: string) =>
  findPersonalData(text).map(({ type, start, end }) => `${type}: ${text.slice(start, end)}`);

describe('personal data', () => {
  it.each([
    ['Mail ann.lee+x@mail.example.co.uk, please.', ['email: ann.lee+x@mail.example.co.uk']],
    // Example IBANs of the SWIFT registry.
    [
      'IBAN GB29 NWBK 6016 1331 9268 19 or nl91abna0417164300',
      ['iban: GB29 NWBK 6016 1331 9268 19', 'iban: nl91abna0417164300'],
    ],
    // Test numbers that the card schemes publish.
    [
      '4111 1111 1111 1111, 378282246310005 and 5555-5555-5555-4444',
      ['card: 4111 1111 1111 1111', 'card: 378282246310005', 'card: 5555-5555-5555-4444'],
    ],
    [
      'from 192.168.1.77 and 2001:0db8:0000:0000:0000:ff00:0042:8329',
      ['ip: 192.168.1.77', 'ip: 2001:0db8:0000:0000:0000:ff00:0042:8329'],
    ],
    ['SSN 219-09-9999', ['national-id: 219-09-9999']],
    ['DNI 12345678Z, NIE X1234567L', ['national-id: 12345678Z', 'national-id: X1234567L']],
    ['CF RSSMRA85T10A562S', ['national-id: RSSMRA85T10A562S']],
    ['mijn BSN is 111222333', ['national-id: 111222333']],
    ['Call me on +44 20 7946 0958 or (212) 555-0123.', ['phone: +44 20 7946 0958', 'phone: (212) 555-0123']],
    ['Bel 06-12345678 of mobile: 12345678', ['phone: 12345678']],
  ])('finds it in %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'IBAN GB29 NWBK 6016 1331 9268 18',
    'order 4111 1111 1111 1112',
    'parcel 1234567890123456, version 1.2.3.4',
    'tracking 3SABCD1234567 of 2026-11-21 at 10:45',
    'on 05.11.2026, 05-11-2026 or 05 11 26',
    'BSN-achtig nummer 111222333',
    'my order number is 73220134995',
    'SSN 000-12-3456 and 666-12-3456',
    'DNI 12345678A',
    '€ 1.250,00 for 3 bikes, 24 months',
  ])('leaves %j alone', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('does not overlap and comes in order', () => {
    const text = 'Ann, 4111111111111111, ann@example.org, +31 6 12345678';
    const spans = findPersonalData(text);
    expect(spans.map(({ type }) => type)).toEqual(['card', 'email', 'phone']);
    for (const [at, span] of spans.entries())
      expect(span.start).toBeGreaterThanOrEqual(spans[at - 1]?.end ?? 0);
  });

  it('takes time in proportion to the text', () => {
    const start = performance.now();
    for (const piece of ['1 ', 'a.', '0-', 'a@', '+1', ':1', 'GB29 ', 'call '])
      findPersonalData(piece.repeat(50_000));
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  const sample = new URL('../../../shared/data/pii_synth/synth_dataset_v2.json', import.meta.url);
  it.skipIf(!existsSync(sample))(
    'holds its precision and recall on 1,000 labelled sentences (skipped without the public data)',
    () => {
      const ours: Readonly<Record<string, string>> = {
        EMAIL_ADDRESS: 'email',
        IBAN_CODE: 'iban',
        CREDIT_CARD: 'card',
        IP_ADDRESS: 'ip',
        US_SSN: 'national-id',
        PHONE_NUMBER: 'phone',
      };
      const rows = JSON.parse(readFileSync(sample, 'utf8')) as {
        full_text: string;
        spans: { entity_type: string; start_position: number; end_position: number }[];
      }[];
      const counts = new Map<string, { hits: number; missed: number; wrong: number }>();
      for (const { full_text, spans } of rows) {
        const gold = spans.flatMap((s) => {
          const type = ours[s.entity_type];
          return type === undefined ? [] : [{ type, start: s.start_position, end: s.end_position }];
        });
        const mine = findPersonalData(full_text);
        const meets = (a: (typeof gold)[number], b: (typeof gold)[number]) =>
          a.type === b.type && a.start < b.end && b.start < a.end;
        for (const type of Object.values(ours)) {
          const count = counts.get(type) ?? { hits: 0, missed: 0, wrong: 0 };
          counts.set(type, count);
          for (const span of gold.filter((g) => g.type === type)) {
            if (mine.some((m) => meets(m, span))) count.hits += 1;
            else count.missed += 1;
          }
          count.wrong += mine.filter((m) => m.type === type && !gold.some((g) => meets(g, m))).length;
        }
      }
      for (const [type, { hits, missed, wrong }] of counts) {
        const [precision, recall] = [hits / (hits + wrong), hits / (hits + missed)];
        expect(precision, type).toBeGreaterThanOrEqual(type === 'phone' ? 0.9 : 0.99);
        expect(recall, type).toBeGreaterThanOrEqual({ phone: 0.75, card: 0.95 }[type] ?? 0.99);
      }
    },
  );
});
