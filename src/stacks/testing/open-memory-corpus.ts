/** A corpus in memory, one chunk per paragraph, as a stack opens it. */
import { everyone } from '../../domain/access.ts';
import type { Chunk } from '../../domain/chunk.ts';
import { memoryCorpus } from '../../knowledge/testing/memory-corpus.ts';
import type { OpenCorpus } from '../live-stack.ts';

/** Texts by document name; of those in `readers` the groups that may read them, of others everyone. */
export async function openMemoryCorpus(
  texts: Readonly<Record<string, string>>,
  readers: Readonly<Record<string, readonly string[]>> = {},
): Promise<OpenCorpus> {
  const corpus = memoryCorpus();
  for (const [name, text] of Object.entries(texts)) {
    const document = { name, fileHash: text, readers: readers[name] ?? [everyone], metadata: {}, notes: [] };
    await corpus.put({ ...document, text, chunks: paragraphs(text) });
  }
  return {
    corpus,
    groupsOf: (principal) => [everyone, ...(principal === undefined ? [] : [principal])],
    versions: { corpusVersion: 'content', permissionVersion: 'permissions' },
  };
}

function paragraphs(text: string): { readonly chunk: Chunk }[] {
  let start = 0;
  return text.split('\n\n').map((part, index) => {
    const span = { start, end: start + part.length };
    start = span.end + 2;
    const described = { contextLine: '', headingPath: [], tokens: part.length, contentHash: part };
    return { chunk: { index, span, text: part, blockKinds: ['paragraph'], ...described } };
  });
}
