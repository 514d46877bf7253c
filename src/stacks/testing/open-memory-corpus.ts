/** A corpus in memory, one chunk per document, as a stack opens it. */
import { everyone } from '../../domain/access.ts';
import { memoryCorpus } from '../../knowledge/testing/memory-corpus.ts';
import type { OpenCorpus } from '../live-stack.ts';

/** Texts by document name; of those in `readers` the groups that may read them, of others everyone. */
export async function openMemoryCorpus(
  texts: Readonly<Record<string, string>>,
  readers: Readonly<Record<string, readonly string[]>> = {},
): Promise<OpenCorpus> {
  const corpus = memoryCorpus();
  for (const [name, text] of Object.entries(texts)) {
    const chunk = {
      index: 0,
      span: { start: 0, end: text.length },
      text,
      contextLine: '',
      headingPath: [],
      tokens: text.length,
      blockKinds: ['paragraph' as const],
      contentHash: text,
    };
    const document = { name, fileHash: text, readers: readers[name] ?? [everyone], metadata: {}, notes: [] };
    await corpus.put({ ...document, text, chunks: [{ chunk }] });
  }
  return {
    corpus,
    groupsOf: (principal) => [everyone, ...(principal === undefined ? [] : [principal])],
    versions: { corpusVersion: 'content', permissionVersion: 'permissions' },
  };
}
