/** Makes every character of a foreign text visible and harmless to a reader; it does not know the format the text goes into. */

/**
 * Characters that draw nothing, move the cursor, reorder text or may not stand in XML: controls, format characters, lone surrogates,
 * line and paragraph separators, default-ignorable ones, noncharacters.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** What may stand before a variation selector, and around a joiner, so that an emoji stays whole. */
const pictograph = /\p{Extended_Pictographic}$/u;
const joinable = /\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?$/u;
const joined = /^\p{Extended_Pictographic}/u;

const plainLine = /^[\x20-\x7e]*$/;
const plainBlock = /^[\x20-\x7e\n\t]*$/;

function picture(character: string, offset: number, text: string): string {
  if (partOfEmoji(character, offset, text)) return character;
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function partOfEmoji(character: string, offset: number, text: string): boolean {
  if (character !== '\uFE0F' && character !== '\u200D') return false;
  const before = text.slice(Math.max(0, offset - 5), offset);
  if (character === '\uFE0F') return pictograph.test(before);
  return joinable.test(before) && joined.test(text.slice(offset + 1, offset + 3));
}

/**
 * The text on one line: line breaks become `↵`, tabs `⇥`, any other unseen character its code point, `⟨U+202E⟩`.
 * What remains holds no control, bidi or zero-width character and is legal in XML and in a terminal.
 */
export function visibleLine(text: string): string {
  if (plainLine.test(text)) return text;
  return text
    .replace(/\r\n|[\r\n]/g, '↵')
    .replaceAll('\t', '⇥')
    .replace(unseen, picture);
}

/** As `visibleLine`, but line feeds and tabs stay what they are. CR LF becomes LF. */
export function visibleBlock(text: string): string {
  if (plainBlock.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replace(unseen, (character, offset: number, whole: string) =>
      character === '\n' || character === '\t' ? character : picture(character, offset, whole),
    );
}
