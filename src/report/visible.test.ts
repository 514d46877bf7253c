import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from './testing/hostile-texts.ts';
import { visibleBlock, visibleLine } from './visible.ts';

/** Code points that may do harm or hide, written out here so that the test does not share the pattern under test. */
const harmful = (code: number) =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0xd800 && code <= 0xdfff) ||
  code === 0xad ||
  code === 0x61c ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0xfeff ||
  code === 0xfffe ||
  code === 0xffff ||
  (code >= 0xe0000 && code <= 0xe0fff);

const harmfulIn = (text: string) =>
  [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return harmful(code) && code !== 0x200d;
  });

/** Any UTF-16 sequence, weighted towards what hurts. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostileTexts),
      fc.constantFrom(
        '\u001b[2J',
        '\u202e',
        '\ud800',
        '\udc00',
        '\0',
        '\u200b',
        '\u2028',
        '\r',
        '\u009b',
        '\u{e0041}',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('visibleLine', () => {
  it('leaves ordinary text in any script and whole emoji alone', () => {
    for (const text of ['Zürich – 25 °C', 'привет', '你好', 'مرحبا', 'ok ❤️ 👩🏽‍💻 👨‍👩‍👧']) {
      expect(visibleLine(text)).toBe(text);
    }
  });

  it('shows what it neutralises', () => {
    expect(visibleLine('a\r\nb\tc')).toBe('a↵b⇥c');
    expect(visibleLine('\u001b[31m\0')).toBe('⟨U+001B⟩[31m⟨U+0000⟩');
    expect(visibleLine('\u202e\ud800\u200b\u{e0041}')).toBe('⟨U+202E⟩⟨U+D800⟩⟨U+200B⟩⟨U+E0041⟩');
    expect(visibleLine('x\u200dy \ufe0f')).toBe('x⟨U+200D⟩y ⟨U+FE0F⟩');
  });

  it('leaves no harmful character in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(harmfulIn(visibleLine(text))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('visibleBlock', () => {
  it('keeps line feeds and tabs and nothing else of the kind', () => {
    expect(visibleBlock('a\r\nb\n\tc\rd')).toBe('a\nb\n\tc⟨U+000D⟩d');
    fc.assert(
      fc.property(hostile, (text) => {
        expect(harmfulIn(visibleBlock(text).replaceAll(/[\n\t]/g, ''))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
