/** Makes every character of a foreign text visible and harmless to a reader; it does not know the format the text goes into. */

/**
 * Characters that draw nothing, move the cursor, reorder text or may not stand in XML: controls, format characters, lone surrogates,
 * line and paragraph separators, default-ignorable ones, noncharacters. The two lookaheads leave emoji whole: one variation selector
 * or joiner directly after a pictograph stays as it is.
 */
const unseen =
  /(?!(?<=\p{Extended_Pictographic})\uFE0F)(?!(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const plainAscii = /^[\x20-\x7e]*$/;

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/**
 * The text on one line: line breaks become `↵`, tabs `⇥`, any other unseen character its code point, `⟨U+202E⟩`.
 * What remains holds no control, bidi or zero-width character and is legal in XML and in a terminal.
 */
export function visibleLine(text: string): string {
  if (plainAscii.test(text)) return text;
  return text
    .replace(/\r\n|[\r\n]/g, '↵')
    .replaceAll('\t', '⇥')
    .replace(unseen, picture);
}

/** As `visibleLine`, but line feeds and tabs stay what they are. CR LF becomes LF. */
export function visibleBlock(text: string): string {
  if (plainAscii.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replace(unseen, (character) =>
      character === '\n' || character === '\t' ? character : picture(character),
    );
}
