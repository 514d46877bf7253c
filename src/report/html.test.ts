import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ladder } from '../domain/ladder.ts';
import { renderHtml } from './html.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { hostileTexts } from './testing/hostile-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const page = renderHtml(sampleLadder);

/** The tags of a page with the values of their attributes taken out: its structure. */
const structure = (html: string) =>
  (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""'));

describe('renderHtml', () => {
  it('forbids scripts and requests by its policy, has none, and refers to nothing outside', () => {
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    expect(page).not.toMatch(/<script|<iframe|<img|<object|<embed|<form|<base|<use|<image|<foreignObject/i);
    expect(page).not.toMatch(/\s(?:src|srcset|action|data|xlink:href|on\w+)\s*=\s*"/i);
    expect(
      (page.match(/href="[^"]*"/g) ?? []).filter((link) => !/^href="(?:#[a-z-]+|data:,)"$/.test(link)),
    ).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/);
  });

  it('has the same structure whatever the foreign texts are', () => {
    const expected = structure(renderHtml(withForeignText(sampleLadder, 'x')));
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(structure(renderHtml(withForeignText(sampleLadder, text)))).toEqual(expected);
      }),
      { numRuns: 16, examples: hostileTexts.map((text) => [text] as [string]) },
    );
  });

  it('shows hostile outputs as visible text', () => {
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('⟨U+202E⟩elbisivni');
    expect(page).toContain('[click](javascript:alert(1))');
  });

  it('is byte for byte the same each time', () => {
    expect(renderHtml(sampleLadder)).toBe(page);
  });

  it('links its contents to sections that exist, each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) expect(ids).toContain(link);
  });

  it('opens with the decision and its reasons', () => {
    const box = page.indexOf('id="decision"');
    expect(box).toBeGreaterThan(0);
    expect(box).toBeLessThan(page.indexOf('id="ladder"'));
    expect(page).toContain('Decision: Ship');
    expect(page).toContain('The whole interval lies above the margin of −5 points.');
  });

  it('shows unknown figures as ? with their reasons', () => {
    expect(page).toContain('<li>?² unknown: the price of acme/large is unknown</li>');
    expect(page).toContain(
      'Not drawn: <bdi>instruction, hosted model</bdi> (the price of acme/large is unknown).',
    );
  });

  it('flags the slice that the mean hides', () => {
    expect(page).toContain('1 of 4 slices is shown to be worse than the reference although the mean is not.');
    expect(page.match(/hidden by the mean/g)).toHaveLength(1);
  });

  it('cuts long outputs and says how much is missing', () => {
    expect(page).toContain('… 20,000 characters left out');
  });

  it('explains the methods that were used and no others', () => {
    expect(page).toContain('Exact McNemar test');
    expect(page).not.toContain('Wilcoxon');
  });

  it('leaves out sections that have nothing to say', () => {
    const interrupted = renderHtml(interruptedLadder);
    expect(interrupted).toContain('The climb is not complete: interrupted.');
    expect(interrupted).toContain('No rung was read on the 360 sealed cases.');
    expect(interrupted).not.toContain('id="slices"');
    const { rungs: _, ...rest } = interruptedLadder;
    expect(renderHtml({ ...rest, rungs: [] })).toContain('No rung was measured.');
  });

  it('draws 20 rungs with 200 cases each in less than two seconds of processor time', () => {
    const [rung] = sampleLadder.rungs.slice(3);
    const [flip] = rung?.flips ?? [];
    if (rung === undefined || flip === undefined) throw new Error('the sample has a rung with cases');
    const long = 'a <b> & "c" of some length. '.repeat(40);
    const flips = Array.from({ length: 200 }, (_, index) => ({
      ...flip,
      caseId: `t-${index}`,
      won: index % 2 === 0,
      input: `${index} ${long}`,
      here: { ...flip.here, output: index % 50 === 0 ? long.repeat(900) : long },
    }));
    const large: Ladder = {
      ...sampleLadder,
      rungs: Array.from({ length: 20 }, (_, index) => ({
        ...rung,
        id: String(index).padStart(12, '0'),
        flips,
      })),
    };
    const start = process.cpuUsage();
    renderHtml(large);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});
