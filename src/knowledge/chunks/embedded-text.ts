/** What of a chunk an embedding model or a word index is given. Knows neither. */
import type { Chunk } from '../../domain/chunk.ts';

/** Context line, header and text, each on its own line, what is empty left out. */
export function embeddedText(chunk: Pick<Chunk, 'contextLine' | 'header' | 'text'>): string {
  return `${line(chunk.contextLine)}${line(chunk.header)}${chunk.text}`;
}

function line(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `${text}\n`;
}
