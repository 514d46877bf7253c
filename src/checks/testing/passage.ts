/** Makes a passage in a line, for tests. */
import type { Passage } from '../../domain/passage.ts';

/** `at` is where its text begins in the document. */
export function passage(document: string, text: string, at = 0, more: Partial<Passage> = {}): Passage {
  return {
    chunkId: `${document}:${at}`,
    document,
    span: { start: at, end: at + text.length },
    text,
    contextLine: '',
    headingPath: [],
    ...more,
  };
}
