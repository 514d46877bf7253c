/** Fences untrusted text between tags it cannot forge. Knows nothing of what the text is. */

/** Letters, digits, `-` and `_`, beginning with a letter. */
export const tagPattern = /^[a-z][a-z0-9_-]{0,31}$/i;

/**
 * `<tag>\ntext\n</tag>` in which every opening or closing form of the tag inside `text` (any case, blanks inside the bracket, full-width or
 * look-alike brackets) has its bracket replaced by `&lt;`, so that the fence ends exactly once. The rest of the text stays as it was.
 */
export function fence(tag: string, text: string): string {
  if (!tagPattern.test(tag)) throw new RangeError(`"${tag}" cannot be a tag name`);
  return `<${tag}>\n${defuse(tag, text)}\n</${tag}>`;
}

/** Replaces the bracket of every form of `tag` in `text`. */
export function defuse(tag: string, text: string): string {
  const forms = new RegExp(
    `[<＜﹤‹〈](?=[\\s\\u200b-\\u200f\\u2060\\ufeff]*[/／∕]?[\\s\\u200b-\\u200f\\u2060\\ufeff]*${tag})`,
    'giu',
  );
  return text.replace(forms, '&lt;');
}
