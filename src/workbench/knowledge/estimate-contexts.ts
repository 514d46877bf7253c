/** Says before the first is bought what writing of the chunks that are still to come costs at most. Buys and stores nothing. */
import { type SyncOptions, syncCorpus } from '../../knowledge/sync/sync-corpus.ts';
import type { ChunkedText } from '../../knowledge/sync/write-contexts.ts';
import type { ContextWriter } from '../../stacks/knowledge/context-writer.ts';
import type { OnProgress } from '../progress.ts';

/**
 * Emits an `estimate`; nothing when a price is unknown or nothing is paid for. What is to be described is known once it is parsed, so all of
 * it is parsed one time more. What was journalled before costs nothing, and is in it all the same. `first`: documents among them.
 */
export async function estimateContexts(
  writer: ContextWriter,
  first: readonly ChunkedText[],
  { onProgress: _, ...options }: SyncOptions,
  onProgress: OnProgress,
): Promise<void> {
  const [costUsd = 0] = boundsOf(writer, first);
  if (costUsd === 0) return;
  onProgress({ kind: 'step', text: 'estimating what is to be written' });
  let answers = 0;
  let maxCostUsd: number | undefined = 0;
  const nothing = async () => {};
  const untouched = {
    put: nothing,
    rename: nothing,
    setReaders: nothing,
    remove: nothing,
    optimise: nothing,
  };
  await syncCorpus({
    ...options,
    corpus: { ...options.corpus, ...untouched },
    ...(options.embed && {
      embed: async (texts) => ({ vectors: texts.map(() => new Float32Array()), embedded: 0 }),
    }),
    async writeContexts(documents) {
      const bounds = boundsOf(writer, documents);
      answers += bounds.length;
      for (const bound of bounds)
        maxCostUsd = maxCostUsd === undefined || bound === undefined ? undefined : maxCostUsd + bound;
      return bounds.map(() => ({ kind: 'unreadable' }));
    },
  });
  if (maxCostUsd !== undefined)
    onProgress({ kind: 'estimate', name: 'writing of passages', answers, maxCostUsd });
}

/** The most that each chunk can cost, `undefined` when the price is unknown. */
function boundsOf(writer: ContextWriter, documents: readonly ChunkedText[]): (number | undefined)[] {
  return documents.flatMap((document) =>
    writer.parts(document).flatMap((part) => part.chunks.map((chunk) => writer.atMost(part, chunk).costUsd)),
  );
}
