/** Keeps a cut from falling inside a surrogate pair. Knows nothing of words. */

/** `at`, or the place before it where `at` stands between the halves of a pair. */
export function codePointStart(text: string, at: number): number {
  return isPairAt(text, at - 1) ? at - 1 : at;
}

/** The place behind the code point that begins at `at`. */
export function codePointEnd(text: string, at: number): number {
  return at + (isPairAt(text, at) ? 2 : 1);
}

function isPairAt(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
