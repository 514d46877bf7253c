import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJunit } from './junit.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { hostileTexts } from './testing/hostile-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const xml = renderJunit(sampleLadder);
const structure = (text: string) =>
  (text.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""'));

describe('renderJunit', () => {
  it('counts what it lists', () => {
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="[^"]*" tests="29" failures="5" errors="1" skipped="6">/,
    );
    expect(xml.match(/<testcase /g)).toHaveLength(29);
    expect(xml.match(/<failure /g)).toHaveLength(5);
    expect(xml.match(/<error /g)).toHaveLength(1);
    expect(xml.match(/<skipped /g)).toHaveLength(6);
  });

  it('fails what is worse, misses a constraint or lost a case, and never a reference line', () => {
    expect(xml).toContain('name="constraint maxP95Ms"><failure message="p95 of 2,310 ms is above 1,500 ms">');
    expect(xml).toContain('name="case t-0532"><error message="timed out after 30,000 ms (3 tries)">');
    expect(xml).toContain('<skipped message="reference line, for orientation: worse: −47.5 points');
    const worse = sampleLadder.rungs.map((rung) => ({ ...rung, referenceLine: false }));
    expect(renderJunit({ ...sampleLadder, rungs: worse })).toContain('<failure message="worse: −47.5 points');
  });

  it('skips what nobody knows, and the decision of a climb that is not complete', () => {
    expect(xml).toContain('<skipped message="the price of acme/large is unknown">');
    expect(renderJunit(interruptedLadder)).toContain(
      '<testcase classname="decision" name="decision: Undecided"><skipped message="interrupted: Undecided:',
    );
  });

  it('has the same structure whatever the foreign texts are, balanced and in legal characters', () => {
    const expected = structure(renderJunit(withForeignText(sampleLadder, 'x')));
    fc.assert(
      fc.property(foreignText, (text) => {
        const rendered = renderJunit(withForeignText(sampleLadder, text));
        expect(structure(rendered)).toEqual(expected);
        expect(rendered).not.toMatch(/="[^"<>]*[\n\t][^"<>]*"/);
        expect(rendered).toMatch(/^[\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
      }),
      { numRuns: 40, examples: hostileTexts.map((text) => [text] as [string]) },
    );
    const open: string[] = [];
    for (const [, closing, name, self] of xml.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!self && name !== undefined) open.push(name);
    }
    expect(open).toEqual([]);
  });
});
