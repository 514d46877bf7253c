/** Characters that people do not see and models read. Pure; knows no cases. */

const kinds: Readonly<Record<string, RegExp>> = {
  'tag characters': /[\u{e0000}-\u{e007f}]/u,
  'zero-width characters':
    /[\u200b\u2060-\u2064\ufeff]|(?<!\p{L}|\p{M}|\p{Extended_Pictographic})[\u200c\u200d]/u,
  'direction overrides': /[\u202a-\u202e\u2066-\u2069]/,
  'variation selectors': /[\u{e0100}-\u{e01ef}]|[\ufe00-\ufe0f]{2}/u,
  'control characters': /[^\P{Cc}\t\n\r]/u,
  'soft hyphens': /\u00ad/,
};
const flagSequence = /\u{1f3f4}[\u{e0020}-\u{e007e}]{2,6}\u{e007f}/gu;

/** The kinds that occur. Joiners inside words and emoji, and the tags of regional flags, are how those are written and do not count. */
export function invisibleText(text: string): string[] {
  if (/^[\t\n\r\u0020-\u007e]*$/.test(text)) return [];
  const plain = text.replace(flagSequence, '');
  return Object.entries(kinds).flatMap(([kind, pattern]) => (pattern.test(plain) ? [kind] : []));
}
