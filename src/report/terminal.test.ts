import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from './terminal.ts';
import { hostileTexts } from './testing/hostile-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';

const plain = (width: number, ladder = sampleLadder) => renderTerminal(ladder, { width, colour: false });
const longestLine = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

describe('renderTerminal', () => {
  it('fits any width from 50 on, but for commands, which are copied whole', () => {
    for (const width of [50, 60, 72, 80, 90, 100, 140]) {
      const wrapped = plain(width).replaceAll(/^ {2}fulcrum .*$/gm, '');
      expect(longestLine(wrapped)).toBeLessThanOrEqual(width);
    }
  });

  it('has every column from 80 on and names those it leaves out below', () => {
    expect(plain(80)).not.toContain('No room for');
    expect(plain(80)).toMatch(/11.0 \/ 19.0 better/);
    expect(plain(60)).toContain('No room for $/1k, p50 / p95 ms');
  });

  it('shows figures with their intervals, on dev and on the sealed set', () => {
    const text = plain(100);
    expect(text).toMatch(/84\.2 +\+22\.5 +\$0\.31 +1,180 \(1,122–1,240\) +better/);
    expect(text).toMatch(/76\.6–89\.6 +\+13\.1 to \+31\.5 +1,612 +2,310 \(1,980–3,120\) +119\/0\/1/);
    expect(text).toContain('Finalists on 360 sealed cases');
    expect(text).toContain('#6 against the best (#4): no worse');
  });

  it('shows what is unknown as ? with its reason, never as 0', () => {
    const text = plain(100);
    expect(text).toMatch(/\+20\.8 +\?² /);
    expect(text).toContain('² unknown: the price of acme/large is unknown');
    expect(text).toContain('³ unknown: 42 requests are too few for a p95');
  });

  it('ends with the next command, which follows from the state of the climb', () => {
    const next = plain(80)
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('  fulcrum '));
    expect(next).toEqual([
      '  fulcrum show climb-20260914-0931 -o report.html',
      '  fulcrum compare climb-20260914-0931:6 climb-20260914-0931:3',
    ]);
    expect(plain(80, interruptedLadder).trimEnd().split('\n').at(-1)).toBe('  fulcrum climb --resume');
    const spent = { ...interruptedLadder, status: 'budget exhausted' as const };
    expect(plain(80, spent).trimEnd().split('\n').at(-1)).toBe('  fulcrum climb --resume --budget 4');
  });

  it('says once that it was spent', () => {
    expect(plain(200)).toMatch(/^Spent: \$0\.42 of a budget of \$2\.00 on 1,563 calls/m);
  });

  it('writes the commands of a decision as the program was called', () => {
    const open = { ...sampleLadder.decision, wouldSettle: ['Run `fulcrum climb`: it buys what is missing.'] };
    const ladder = { ...sampleLadder, decision: open };
    const text = renderTerminal(ladder, { width: 80, colour: false, program: 'bin/fulcrum' });
    expect(text).toContain('Run `bin/fulcrum climb`: it');
    expect(plain(80, ladder)).toContain('Run `fulcrum climb`: it');
  });

  it('says when a climb has no sealed reading, no rung and no decision', () => {
    expect(plain(80, interruptedLadder)).not.toContain('Finalists');
    expect(plain(80, interruptedLadder)).toContain('Decision (dev): Undecided');
    expect(plain(80, { ...interruptedLadder, rungs: [] })).toContain('No rung was measured.');
  });

  it('colours only when asked, and colours change no text', () => {
    const coloured = renderTerminal(sampleLadder, { width: 100, colour: true });
    expect(plain(100)).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[32mbetter');
    expect(stripVTControlCharacters(coloured)).toBe(plain(100));
  });

  it('lets no foreign text move the cursor, reorder or hide anything', () => {
    const [first, ...rest] = sampleLadder.rungs;
    if (first === undefined) throw new Error('the sample has rungs');
    const foreign = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 80 }));
    fc.assert(
      fc.property(foreign, (text) => {
        const rendered = plain(80, {
          ...sampleLadder,
          task: text,
          rungs: [
            {
              ...first,
              name: text,
              warnings: [text],
              dev: { ...first.dev, usdPer1kAnswers: { unknown: text } },
            },
            ...rest,
          ],
          leftOut: [{ name: text, lever: text, reason: text }],
          decision: { ...sampleLadder.decision, headline: text, reasons: [text], wouldSettle: [text] },
          warnings: [text],
        });
        expect(rendered.replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
      { numRuns: 25 },
    );
  });
});
