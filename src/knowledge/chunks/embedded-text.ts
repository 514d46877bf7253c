/** What of a chunk an embedding model or a word index is given. Knows neither. */
import type { Chunk } from '../../domain/chunk.ts';

/** Context line, what was written of it, header and text, each on its own line, what is empty left out. */
export function embeddedText(
  chunk: Pick<Chunk, 'contextLine' | 'writtenContext' | 'header' | 'text'>,
): string {
  return `${line(chunk.contextLine)}${line(chunk.writtenContext)}${line(chunk.header)}${chunk.text}`;
}

function line(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `${text}\n`;
}
