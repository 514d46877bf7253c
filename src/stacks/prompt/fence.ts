/** Fences untrusted text between tags it cannot forge. Knows nothing of what the text is. */

/** Letters, digits, `-` and `_`, beginning with a letter. */
export const tagPattern = /^[a-z][a-z0-9_-]{0,31}$/i;

/** What a reader passes over: blanks, control and invisible characters, accents on the letter before. */
const skipped = String.raw`\s\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{M}`;
const brackets = '<＜﹤‹〈〈⟨《«˂ᐸ❮❰⧼';
const slashes = String.raw`/\\／＼∕⁄⧸╱⧵`;

/**
 * `<tag>\ntext\n</tag>` in which every form of the tag inside `text` has its bracket replaced by `&lt;`, so that the fence ends exactly
 * once. The rest of the text stays as it was.
 */
export function fence(tag: string, text: string): string {
  if (!tagPattern.test(tag)) throw new RangeError(`"${tag}" cannot be a tag name`);
  return `<${tag}>\n${defuse(tag, text)}\n</${tag}>`;
}

/**
 * Replaces the bracket of every form of `tag` in `text`: any case, look-alike brackets and slashes, invisible characters in between. A
 * character beyond ASCII counts as any letter, because most have a look-alike there; in an opening form only beside a letter of ASCII, as
 * words of other scripts stand in such brackets by right (`«время»`). Time linear in `text`.
 */
export function defuse(tag: string, text: string): string {
  return text.replace(formsOf(tag), '&lt;');
}

function formsOf(tag: string): RegExp {
  const skip = `[${skipped}]*`;
  const name = [...tag].map((letter) => `(?:${letter}|[^\\x00-\\x7f${skipped}])`).join(skip);
  const withAscii = `(?=[^\\x00-\\x7f]{0,${tag.length}}[a-z])`;
  return new RegExp(
    `[${brackets}](?=${skip}(?:${withAscii}|[${slashes}][${slashes}${skipped}]*)${name}(?![a-z0-9_-]))`,
    'giu',
  );
}
