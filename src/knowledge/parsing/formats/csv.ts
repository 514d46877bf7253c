/** CSV and TSV: each row a block, the first one naming the columns where it looks so. Knows no meaning of a column. */
import { decodeText } from '../decode-text.ts';
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { looksLikeHeader } from '../header-row.ts';
import { ParseProblem } from '../parse-problem.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** The one that the first line holds most often outside of quotes. */
function delimiterOf(text: string): string {
  const lines = text.slice(0, 65_536).split(/\r\n?|\n/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const bare = first.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  const most = Math.max(...counts);
  return delimiters[counts.indexOf(most)] ?? ',';
}

export const csvParser: DocumentParser = {
  name: 'csv',
  accepts: (name) => endingOf(name) === 'csv' || endingOf(name) === 'tsv',
  async parse(bytes, name, limits) {
    const { CsvError, parse } = await import('csv-parse/sync');
    const builder = new DocumentBuilder(limits);
    const { text, note } = decodeText(bytes);
    if (note !== undefined) builder.note(note);
    const partOf = builder.newGroup();
    let first: string[] | undefined;
    const addFirst = (next: string[] | undefined) => {
      if (first !== undefined)
        builder.addRow(first, partOf, looksLikeHeader(first, next) ? { isHeader: true } : {});
    };
    let rows = 0;
    try {
      parse(text, {
        delimiter: endingOf(name) === 'tsv' ? '\t' : delimiterOf(text),
        bom: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        // Rows are not kept beside the document.
        on_record(record: string[]) {
          rows += 1;
          if (rows === 1) first = record;
          else if (rows === 2) addFirst(record);
          if (rows > 1) builder.addRow(record, partOf);
          return undefined;
        },
      });
    } catch (error) {
      if (error instanceof CsvError) throw new ParseProblem(`is no CSV: ${error.message}`, { cause: error });
      throw error;
    }
    if (rows === 1) addFirst(undefined);
    return builder.finish();
  },
};
