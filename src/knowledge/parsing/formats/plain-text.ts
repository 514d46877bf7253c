/** Plain text: paragraphs set apart by empty lines. Sees no structure beyond that. */
import { decodeText } from '../decode-text.ts';
import { DocumentBuilder, megabytes } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { ParseProblem } from '../parse-problem.ts';

const endings = new Set(['txt', 'text', 'log', 'rst', 'adoc', 'asciidoc', 'org', 'tex']);

export const plainTextParser: DocumentParser = {
  name: 'plain-text',
  /** By its ending; a file without one by holding no zero bytes. */
  accepts(name, head) {
    const ending = endingOf(name);
    return endings.has(ending) || (ending === '' && head.length > 0 && !head.includes(0));
  },
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    const { text, note } = decodeText(bytes);
    if (text.length > limits.textBytes)
      throw new ParseProblem(`holds more than ${megabytes(limits.textBytes)} MB of text`);
    if (note !== undefined) builder.note(note);
    for (const paragraph of text.split(/(?:\r\n?|\n)(?:[^\S\r\n]*(?:\r\n?|\n))+|\f/))
      builder.add('paragraph', paragraph);
    return builder.finish();
  },
};
