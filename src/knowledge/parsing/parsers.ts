/** Every document format that can be read, and which of them reads a file. Parsing itself is theirs. */
import { type DocumentParser, endingOf, headBytes } from './document-parser.ts';
import { csvParser } from './formats/csv.ts';
import { docxParser } from './formats/docx.ts';
import { htmlParser } from './formats/html.ts';
import { markdownParser } from './formats/markdown.ts';
import { officeParser } from './formats/office.ts';
import { pdfParser } from './formats/pdf.ts';
import { plainTextParser } from './formats/plain-text.ts';
import { xlsxParser } from './formats/xlsx.ts';
import { ParseProblem } from './parse-problem.ts';

/** The first that accepts a file reads it. */
export const documentParsers: readonly DocumentParser[] = [
  markdownParser,
  htmlParser,
  csvParser,
  docxParser,
  xlsxParser,
  pdfParser,
  officeParser,
  plainTextParser,
];

/** The parser that reads such a file. Throws `ParseProblem` when there is none. */
export function parserFor(name: string, bytes: Uint8Array): DocumentParser {
  const head = bytes.subarray(0, headBytes);
  const parser = documentParsers.find((candidate) => candidate.accepts(name, head));
  if (parser !== undefined) return parser;
  const ending = endingOf(name);
  throw new ParseProblem(
    ending === '' ? 'is of no format that can be read' : `cannot be read: .${ending} is no known format`,
  );
}
