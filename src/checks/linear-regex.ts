/** Compiles a user's regular expression to RE2, which takes time linear in the text. Does not know what is searched. */
import { RE2JS } from 're2js';

/**
 * RE2 syntax: that of JavaScript without lookahead and lookbehind, backreferences, `\u` escapes (write the character or `\x{…}`) and
 * repetitions above 1000. `(?i)`, `(?m)` and `(?s)` set flags.
 * @returns whether the pattern occurs anywhere in a text.
 * @throws Error saying what in the pattern is not supported.
 */
export function linearRegex(
  pattern: string,
  flags: { readonly ignoreCase?: boolean } = {},
): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern, flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => compiled.test(text);
}
