import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownBlock, markdownCode, markdownProse } from './escape-markdown.ts';
import { escapeMarkup, markup } from './markup.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { visibleBlock, visibleLine } from './visible.ts';

const runs = { numRuns: 1000 };

/** Reads character data back, as a parser of HTML or XML would. */
const readBack = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('escapeMarkup', () => {
  it('leaves nothing that opens or closes markup, and loses nothing that can be seen', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const escaped = escapeMarkup(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(readBack(escaped)).toBe(visibleBlock(text));
      }),
      runs,
    );
  });

  it('leaves only characters that XML 1.0 allows', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(escapeMarkup(text)).toMatch(/^[\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
      }),
      runs,
    );
  });
});

describe('markup', () => {
  it('escapes what is interpolated, unless it is markup, at any depth', () => {
    const inner = markup`<b>${'<i>'}</b>`;
    expect(markup`<p title="${'"'}">${[inner, [' & ', 3, undefined]]}</p>`.source).toBe(
      '<p title="&quot;"><b>&lt;i&gt;</b> &amp; 3</p>',
    );
  });
});

describe('markdownProse', () => {
  it('stands on one line, where no punctuation with a meaning is left bare', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const escaped = markdownProse(text);
        const bare = escaped
          .replaceAll(/\\[\\`*_{}[\]~!+=.)-]/g, '')
          .replaceAll(/&(?:amp|lt|gt|#124|#36|#58);/g, '')
          .replaceAll(/`[@#]`/g, '')
          .replaceAll('<!-- -->', ' ');
        expect(bare).not.toMatch(/[\\`*_{}[\]~!&<>|$@#\n]|:\/\/|www\./i);
        expect(escaped).not.toMatch(/^(?:[-+=]|\d+[.)])/);
      }),
      runs,
    );
  });

  it('keeps ordinary sentences as they are', () => {
    const sentence = 'It scores 84.2 % (80.0–87.6); the difference is −0.8 points (−4.3 to +2.6).';
    expect(markdownProse(sentence)).toBe(sentence);
  });
});

describe('markdownCode', () => {
  it('cannot be closed from within, and splits no table cell', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const [, fence = '', inside = ''] = /^(`+) (.*) \1$/s.exec(markdownCode(text)) ?? [];
        expect(fence).not.toBe('');
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
        expect(inside).not.toContain('\n');
        expect(inside.replaceAll(/(?<!\\)\\\|/g, '')).not.toContain('|');
      }),
      runs,
    );
  });

  it('shows the text itself', () => {
    expect(markdownCode('a `b` | c')).toBe('`` a `b` \\| c ``');
    expect(markdownCode(' ')).toBe('(empty)');
  });
});

describe('markdownBlock', () => {
  it('is longer fenced than anything within', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const lines = markdownBlock(text).split('\n');
        const fence = lines.at(-1) ?? '';
        expect(lines[0]).toBe(`${fence}text`);
        expect(lines.slice(1, -1).join('\n')).toBe(visibleBlock(text));
        expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
      }),
      runs,
    );
  });
});

it('shows a single line as a single line', () => {
  fc.assert(
    fc.property(foreignText, (text) => {
      expect(visibleLine(text)).not.toMatch(/[\n\r\t]/);
    }),
  );
});
