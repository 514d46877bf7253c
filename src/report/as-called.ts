/** Commands within a text, written the way the program was called. Knows nothing of how that was. */

/** Texts write `fulcrum climb` in backticks; from a checkout the reader has to type e.g. `bin/fulcrum climb`. */
export function asCalled(text: string, program: string): string {
  return text.replaceAll('`fulcrum ', () => `\`${program} `);
}
