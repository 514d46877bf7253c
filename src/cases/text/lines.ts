/** Text chunks to lines of bounded length. Does not know what a line holds. */
import { FulcrumError } from '../../domain/errors.ts';
import { shorten } from './shorten.ts';

/** No record may be longer, in characters: a line without end must not fill the memory. */
export const maxRecordLength = 16 * 1024 * 1024;

export interface NumberedLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The lines that are not blank, without their line break (LF or CRLF). Throws `CASES_MALFORMED` past `maxRecordLength` characters. */
export async function* lines(chunks: AsyncIterable<string>, file: string): AsyncGenerator<NumberedLine> {
  let pending: string[] = [];
  let pendingLength = 0;
  let line = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      pending.push(chunk.slice(start, end));
      const text = pending.join('').replace(/\r$/, '');
      pending = [];
      pendingLength = 0;
      if (text.length > maxRecordLength) throw tooLong(file, line, text);
      if (text.trim() !== '') yield { line, text };
      line += 1;
      start = end + 1;
    }
    pending.push(chunk.slice(start));
    pendingLength += chunk.length - start;
    if (pendingLength > maxRecordLength) throw tooLong(file, line, pending[0] ?? '');
  }
  const text = pending.join('');
  if (text.trim() !== '') yield { line, text };
}

function tooLong(file: string, line: number, head: string): FulcrumError {
  return new FulcrumError('CASES_MALFORMED', {
    file,
    line,
    problem: `the line is longer than ${maxRecordLength / 1024 / 1024} million characters`,
    value: shorten(head.slice(0, 200)),
  });
}
