/** CSV and TSV with a header row, streamed; also promptfoo's `__expected` columns. Does not know contracts or splits. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { FulcrumError } from '../../domain/errors.ts';
import { type CaseMapping, resolveMapping } from '../case-mapping.ts';
import type { CaseSource } from '../case-source.ts';
import type { DraftCase } from '../draft-case.ts';
import { type Columns, draftFromRecord } from '../draft-from-record.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed } from '../malformed.ts';
import { lines, maxRecordLength } from '../text/lines.ts';
import { shorten } from '../text/shorten.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { isPromptfooHeader, promptfooRowReader } from './promptfoo-csv.ts';

export const csvLoader: CaseLoader = {
  name: 'csv',
  accepts: (path) => /\.(csv|tsv)$/i.test(path),
  async *load(source, mapping, report) {
    let toDraft: ((row: readonly string[], line: number) => DraftCase) | undefined;
    let width = 0;
    for await (const { row, line } of rows(source)) {
      if (toDraft === undefined) {
        width = row.length;
        toDraft = rowReader(row, mapping, source.name, report);
      } else if (row.length !== width) {
        throw malformed(
          { file: source.name, line },
          `the row has ${row.length} columns, the header ${width}`,
          row.join(' | '),
        );
      } else {
        yield toDraft(row, line);
      }
    }
  },
};

function rowReader(
  rawHeader: readonly string[],
  mapping: CaseMapping,
  file: string,
  report: LoadReportCollector,
): (row: readonly string[], line: number) => DraftCase {
  const header = rawHeader.map((name) => name.trim());
  const index = columnIndex(header, file);
  if (isPromptfooHeader(header)) return promptfooRowReader(header, file, report);
  const columns = resolveMapping(mapping, header);
  for (const column of [...(columns.input ?? ['input']), ...Object.values(columns).flat()]) {
    if (!index.has(column)) {
      throw new FulcrumError('CASES_MISSING_COLUMN', {
        file,
        column,
        columns: shorten(header.join(', '), 200),
      });
    }
  }
  for (const column of header) {
    if (!Object.values(columns).some((names) => names.includes(column))) report.ignoredColumn(column);
  }
  return (row, line) => {
    const place = { file, line };
    for (const [column, draft] of flattenedDrafts) {
      const cell = row[index.get(column) ?? -1] ?? '';
      if (draft.test(cell))
        throw malformed(place, 'a draft, which CSV cannot tell from a case: keep drafts in JSONL', cell);
    }
    return draftFromRecord((column) => row[index.get(column) ?? -1], columns as Columns, place);
  };
}

/** What becomes of an approval in a spreadsheet: without it, what a model drafted would count. */
const flattenedDrafts = [
  ['approval', /^\s*\{.*["']status["']\s*:/s],
  ['approval.status', /^\s*(?:drafted|approved|rejected)\s*$/],
] as const;

function columnIndex(header: readonly string[], file: string): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const [at, name] of header.entries()) {
    const place = { file, line: 1 };
    if (name === '__proto__') throw malformed(place, 'a column named __proto__', header.join(', '));
    if (name !== '' && index.has(name)) throw malformed(place, 'two columns have one name', name);
    index.set(name, at);
  }
  return index;
}

interface Row {
  readonly row: readonly string[];
  readonly line: number;
}

/** Rows that are not blank, the header first. A quote inside an unquoted field stands for itself. */
async function* rows(source: CaseSource): AsyncGenerator<Row> {
  let next = 1;
  try {
    for await (const one of records(source)) {
      next = one.nextLine;
      if (one.row.length > 1 || one.row[0] !== '') yield one;
    }
  } catch (error) {
    if (error instanceof CsvError) throw await unreadable(error, source, next);
    throw error;
  }
}

/** Every record with its first line and the line after it; with `limit` only so many. */
async function* records(
  source: CaseSource,
  limit?: number,
): AsyncGenerator<Row & { readonly nextLine: number }> {
  const text = utf8Text(source.open(), source.name);
  const first = await text.next();
  if (first.done === true) return;
  const parser = parse({
    delimiter: delimiterOf(source.name, first.value),
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: maxRecordLength,
    ...(limit !== undefined && { to: limit }),
  });
  // The decoder's error travels through the stream and out of the loop below.
  const stream = Readable.from(prepend(first.value, text)).on('error', (error) => parser.destroy(error));
  let line = 1;
  try {
    for await (const row of stream.pipe(parser) as AsyncIterable<string[]>) {
      const start = line;
      line += 1;
      for (const field of row) if (field.includes('\n')) line += field.split('\n').length - 1;
      yield { row, line: start, nextLine: line };
    }
  } finally {
    stream.destroy();
    parser.destroy();
  }
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** Tab for .tsv; else whichever of comma, semicolon and tab the header row holds most of, outside quotes. */
function delimiterOf(path: string, head: string): string {
  if (/\.tsv$/i.test(path)) return '\t';
  const header = (/^[^\r\n]*/.exec(head)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (character: string) => header.split(character).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** The parser drops the records it still held when it failed, so those before the bad one are read again to find its line. */
async function unreadable(error: CsvError, source: CaseSource, seen: number): Promise<FulcrumError> {
  let line = seen;
  const before = Number((error as { records?: unknown }).records ?? 0);
  if (before > 0) for await (const { nextLine } of records(source, before)) line = nextLine;
  const problem =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quote is opened and never closed'
      : error.code === 'CSV_MAX_RECORD_SIZE'
        ? `the row is longer than ${maxRecordLength / 1024 / 1024} million characters (a quote not closed?)`
        : error.message;
  return malformed({ file: source.name, line }, problem, await headOfLine(source, line));
}

async function headOfLine(source: CaseSource, wanted: number): Promise<string> {
  try {
    for await (const { line, text } of lines(utf8Text(source.open(), source.name), source.name)) {
      if (line >= wanted) return text;
    }
  } catch {
    // The line itself is too long to show.
  }
  return '';
}
