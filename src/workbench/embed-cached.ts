/** Embeds texts through the cache, in batches the engine likes. Knows nothing of what the vectors are for. */
import { contentHash } from '../domain/content-hash.ts';
import type { EmbeddingCache } from '../domain/ports/embedding-cache.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import type { ModelSource } from '../models/model-source.ts';
import type { StackParts } from '../stacks/live-stack.ts';
import type { Interruption } from './interruption.ts';
import type { OnProgress } from './progress.ts';

export interface EmbedParts {
  readonly models: ModelSource;
  readonly cache: EmbeddingCache;
  readonly ledger: Ledger;
  readonly runId: string;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** Vectors in the order of the texts; each batch is cached as soon as it is there, so an interrupted embedding goes on where it stopped. */
export function embedCached(parts: EmbedParts): StackParts['embed'] {
  const { models, cache, ledger, runId, interruption, onProgress } = parts;
  return async (ref, texts) => {
    const model = await models.embedding(ref);
    const identity = `${model.id}@${model.digest ?? 'unpinned'}`;
    const known = new Map(await cache.read(identity, [...new Set(texts)]));
    const missing = [...new Set(texts)].filter((t) => !known.has(t));
    for (let at = 0; at < missing.length; at += model.batchSize) {
      interruption.throwIfInterrupted();
      const batch = missing.slice(at, at + model.batchSize);
      const purchase = ledger.purchase({ runId, attemptKey: contentHash(['embed', identity, batch]) });
      const { vectors } = await model.embed(batch, { purchase, signal: interruption.hard });
      const found = new Map(batch.flatMap((text, i) => (vectors[i] ? [[text, vectors[i]] as const] : [])));
      await cache.write(identity, found);
      for (const [text, vector] of found) known.set(text, vector);
      onProgress({ kind: 'bytes', what: 'embedding', done: at + batch.length, total: missing.length });
    }
    return texts.map((t) => {
      const vector = known.get(t);
      if (vector === undefined) throw new Error('the embedding model returned fewer vectors than texts');
      return vector;
    });
  };
}
