/** What a search hands to whoever answers: a chunk and where it stands. Knows nothing of how it was found. */
import type { Chunk } from './chunk.ts';

export interface Passage
  extends Pick<Chunk, 'span' | 'text' | 'contextLine' | 'header' | 'headingPath' | 'pages' | 'parentSpan'> {
  /** Unique within its corpus; another text or another place is another id. */
  readonly chunkId: string;
  /** Name of its document: the path below the folder of documents, `/` between its parts. */
  readonly document: string;
  readonly title?: string;
}
