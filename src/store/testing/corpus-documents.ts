/** Small documents for tests of the corpora, without a parser, chunker or embedding model. */
import { contentHash } from '../../domain/content-hash.ts';
import type { DocumentToStore } from '../../domain/ports/corpus-store.ts';

/** A document of these chunks, a line each; `vectors` one for each. */
export function documentOf(
  name: string,
  readers: readonly string[],
  lines: readonly string[],
  more: Partial<DocumentToStore> & { readonly vectors?: readonly Float32Array[] } = {},
): DocumentToStore {
  const { vectors, ...rest } = more;
  let start = 0;
  const chunks = lines.map((text, index) => {
    const span = { start, end: start + text.length };
    start = span.end + 1;
    const vector = vectors?.[index];
    const chunk = {
      index,
      span,
      text,
      contextLine: '',
      headingPath: [],
      tokens: text.split(' ').length,
      blockKinds: ['paragraph' as const],
      contentHash: contentHash(text),
    };
    return { chunk, ...(vector !== undefined && { vector }) };
  });
  const text = lines.join('\n');
  return { name, fileHash: contentHash(text), readers, metadata: {}, notes: [], text, chunks, ...rest };
}

/** A vector of unit length in a random direction, near `centre` where one is given. */
export function unitVector(random: () => number, dimensions: number, centre?: Float32Array): Float32Array {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const vector = Float32Array.from({ length: dimensions }, (_, i) => normal() + (centre?.[i] ?? 0));
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
}
