/** Why one file gives no document, in a sentence for a person. Knows no format. */

/** The message follows the file's name: `is encrypted`, `holds more than 2000 pages`. Any other error of a parser is a broken file or a bug. */
export class ParseProblem extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ParseProblem';
  }
}
