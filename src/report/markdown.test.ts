import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { hostileTexts } from './testing/hostile-texts.ts';
import { interruptedLadder, sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';

const text = renderMarkdown(sampleLadder);

/** Cells of a table row; a pipe after a backslash does not part cells. */
const cells = (row: string) => row.split(/(?<!\\)\|/).length;

describe('renderMarkdown', () => {
  it('opens with the decision and shows the chosen rung with its figures', () => {
    expect(text).toMatch(
      /^## Fulcrum: Route support tickets of Brackwater\n\n\*\*Decision \(sealed\): Ship\.\*\*/,
    );
    expect(text).toContain(
      '| 6 | **embedding + logistic regression** (chosen) | 86.7 (79.4–91.6) | +25.0 (+15.0 to +34.5) |',
    );
  });

  it('shows unknown figures as ? with their reasons', () => {
    expect(text).toContain('| ?² |');
    expect(text).toContain('?² unknown: the price of acme/large is unknown');
  });

  it('folds lost cases away in blocks that their content cannot leave', () => {
    expect(text).toContain('```text\n</script><script>alert(1)</script><img src=x onerror=alert(2)>\n```');
    expect(text).toContain('````text\n```\n# heading\n```\n@everyone');
  });

  it('names slices that the mean hides, and says when a climb is not complete', () => {
    expect(text).toContain('- instruction, hosted model on ` language: Danish `: 50.0 % of 28 cases');
    expect(renderMarkdown(interruptedLadder)).toContain('- ⚠ The climb is not complete: interrupted.');
  });

  it('keeps its tables at ten columns and closes its blocks, whatever the foreign texts are', () => {
    fc.assert(
      fc.property(foreignText, (foreign) => {
        const lines = renderMarkdown(withForeignText(sampleLadder, foreign)).split('\n');
        let fence = '';
        for (const line of lines) {
          const opening = /^(`{3,})text$/.exec(line)?.[1];
          if (fence !== '') {
            if (line === fence) fence = '';
          } else if (opening !== undefined) {
            fence = opening;
          } else if (line.startsWith('|')) {
            expect(cells(line)).toBe(12);
          }
        }
        expect(fence).toBe('');
      }),
      { numRuns: 40, examples: hostileTexts.map((hostile) => [hostile] as [string]) },
    );
  });
});
