/** Takes the line breaks and indentation out of the engine's JSON grammars: a small model spends a third of its output on them. */

/** `[\n] ("    " | "\t") | [ ]?` and `[\n] | [ ]?`, the two forms in which the engine writes white space that may be a new line. */
const newLineOrSpace = /\[\\n\](?: \([^)]*\))? \| \[ \]\?/g;

/** A grammar written otherwise stays as it is. */
export function compactGrammar(gbnf: string): string {
  return gbnf.replace(newLineOrSpace, '[ ]?');
}
