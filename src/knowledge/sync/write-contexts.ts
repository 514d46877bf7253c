/** What gives chunks their written contexts, and what came of it. Knows no model. */
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { DocumentToStore } from '../../domain/ports/corpus-store.ts';
import { embeddedText } from '../chunks/embedded-text.ts';
import type { TokenCount } from '../chunks/token-count.ts';

export type WrittenContext =
  | { readonly kind: 'written'; readonly sentence: string }
  /** What came was no sentence; the same would come again. */
  | { readonly kind: 'unreadable' }
  /** Nothing came. Where that may pass, the next sync asks again. */
  | { readonly kind: 'failed'; readonly reason: string; readonly transient: boolean };

export interface ChunkedText extends Pick<DocumentToStore, 'text'> {
  readonly chunks: readonly Chunk[];
}

/** One outcome for each chunk, in the order of the documents and their chunks. Caches by content. */
export type WriteContexts = (
  documents: readonly ChunkedText[],
  signal: AbortSignal,
) => Promise<readonly WrittenContext[]>;

export interface ContextCounts {
  /** Chunks that were stored with one. */
  readonly written: number;
  /** Stored without, for either reason. */
  readonly unreadable: number;
  readonly failed: number;
  /** Why the last of these failed. */
  readonly reason?: string;
}

/** `contexts` in the order of the chunks. Chunks without one stay as they are. */
export function withContexts<Document extends ChunkedText & { readonly fileHash: string }>(
  document: Document,
  contexts: readonly WrittenContext[],
  countTokens: TokenCount,
): Document {
  const chunks = document.chunks.map((chunk, at) => {
    const context = contexts[at];
    return context?.kind === 'written' ? withContext(chunk, context.sentence, countTokens) : chunk;
  });
  const missing = contexts.flatMap((context, at) =>
    context.kind === 'failed' && context.transient ? [at] : [],
  );
  if (missing.length === 0) return { ...document, chunks };
  // No file has this hash: the next sync reads the document anew, and what was written by then is not bought again.
  return { ...document, chunks, fileHash: contentHash({ file: document.fileHash, missing }) };
}

function withContext(chunk: Chunk, writtenContext: string, countTokens: TokenCount): Chunk {
  const described = { ...chunk, writtenContext };
  const whole = embeddedText(described);
  return { ...described, tokens: countTokens(whole), contentHash: contentHash(whole) };
}
