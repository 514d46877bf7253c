import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ladder } from '../domain/ladder.ts';
import { renderJson } from './json.ts';
import { reportSchema } from './report-schema.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const published: object = JSON.parse(
  readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ validateFormats: false }).compile(published);

describe('renderJson', () => {
  it('parses to the record, whatever the foreign texts are', () => {
    expect(JSON.parse(renderJson(sampleLadder))).toEqual(sampleLadder);
    fc.assert(
      fc.property(foreignText, (text) => {
        const ladder = withForeignText(interruptedLadder, text);
        expect(JSON.parse(renderJson(ladder))).toEqual(ladder);
      }),
      { numRuns: 100 },
    );
  });

  it('prints no character that moves a cursor, reorders text or hides', () => {
    expect(renderJson(sampleLadder).replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cs}\u200b\u202a-\u202e\u2066-\u2069]/u,
    );
  });

  it('refuses a record that does not fit', () => {
    expect(() => renderJson({ ...sampleLadder, marginPoints: Number.NaN })).toThrow();
  });
});

describe('docs/report.schema.json', () => {
  it('is the schema of the code; `node scripts/write-report-schema.ts` writes it', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportSchema())));
  });

  it('accepts what is printed and refuses what is not a report', () => {
    expect(fits(JSON.parse(renderJson(sampleLadder)))).toBe(true);
    const { decision: _, ...rest } = sampleLadder;
    expect(fits(rest)).toBe(false);
    const wrong: Ladder = { ...sampleLadder, scorer: { name: 'x', binary: 'yes' as never } };
    expect(fits(wrong)).toBe(false);
  });
});
