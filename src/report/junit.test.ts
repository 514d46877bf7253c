import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJunit } from './junit.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { hostileTexts } from './testing/hostile-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';
import { ids } from './testing/sample-rungs/sample-rung.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const xml = renderJunit(sampleLadder);
const structure = (text: string) =>
  (text.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""'));

describe('renderJunit', () => {
  // The decision, and a verdict and three constraints of each of the six rungs.
  it('counts what it lists', () => {
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="[^"]*" tests="25" failures="0" errors="0" skipped="8">/,
    );
    expect(xml.match(/<testcase /g)).toHaveLength(25);
    expect(xml.match(/<skipped /g)).toHaveLength(8);
  });

  it('passes a build that ships a rung with wrong cases, and lists them as output', () => {
    expect(xml).toMatch(/^<\?xml[^>]*>\n<testsuites [^>]*failures="0" errors="0"/);
    expect(xml).not.toMatch(/<failure|<error|name="case /);
    expect(xml).toMatch(/ name="verdict [^>]*><system-out>Cases lost against the rung below:\n\ncase t-/);
    expect(xml).toContain('here: timed out after 30,000 ms (3 tries)');
  });

  it('fails the rung that is to ship when it misses a constraint or is shown worse, and no other', () => {
    expect(xml).toContain('<skipped message="not what is to ship: p95 of 2,310 ms is above 1,500 ms">');
    expect(xml).toContain('<skipped message="not what is to ship: worse: −47.5 points');
    const shipping = (rungId: string) =>
      renderJunit({ ...sampleLadder, decision: { ...sampleLadder.decision, rungId } });
    const slow = shipping(ids.retrieved);
    expect(slow).toContain(
      'name="constraint maxP95Ms"><failure message="p95 of 2,310 ms is above 1,500 ms">',
    );
    expect(slow.match(/<failure /g)).toHaveLength(1);
    expect(shipping(ids.majority)).toContain('<failure message="worse: −47.5 points');
  });

  it('fails the decision when no stack meets the constraints', () => {
    const { rungId: _, ...rest } = sampleLadder.decision;
    const stopped = renderJunit({ ...sampleLadder, decision: { ...rest, kind: 'stop here' } });
    expect(stopped).toContain('name="decision: Stop here"><failure message="');
  });

  it('skips what nobody knows, and the decision of a climb that is not complete', () => {
    expect(xml).toContain('<skipped message="not what is to ship: the price of acme/large is unknown">');
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
    for (const [, closing, name, self] of xml.matchAll(/<(\/?)([a-z-]+)[^>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!self && name !== undefined) open.push(name);
    }
    expect(open).toEqual([]);
  });
});
