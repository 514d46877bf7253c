/** Embeds texts through the cache, in batches the engine likes. Knows nothing of what the vectors are for. */
import { contentHash } from '../domain/content-hash.ts';
import type { EmbeddingCache } from '../domain/ports/embedding-cache.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import { mapConcurrently } from '../measure/runs/map-concurrently.ts';
import { tellCalls } from '../models/metering/tell-calls.ts';
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

/** One is computed while what the other cost is booked and its vectors are cached. */
const batchesAtOnce = 2;

/** Vectors in the order of the texts; each batch is cached as soon as it is there, so an interrupted embedding goes on where it stopped. */
export function embedCached(parts: EmbedParts): StackParts['embed'] {
  const { models, cache, ledger, runId, interruption, onProgress } = parts;
  return async (ref, texts, underWay = () => {}) => {
    const model = await models.embedding(ref);
    const identity = `${model.id}@${model.digest ?? 'unpinned'}`;
    const known = new Map(await cache.read(identity, [...new Set(texts)]));
    const missing = [...new Set(texts)].filter((t) => !known.has(t));
    const embedBatch = async (batch: readonly string[]): Promise<number> => {
      const scope = { runId, attemptKey: contentHash(['embed', identity, batch]) };
      const purchase = tellCalls(ledger.purchase(scope), underWay);
      const { vectors } = await model.embed(batch, { purchase, signal: interruption.hard });
      const found = new Map(batch.flatMap((text, i) => (vectors[i] ? [[text, vectors[i]] as const] : [])));
      await cache.write(identity, found);
      for (const [text, vector] of found) known.set(text, vector);
      return batch.length;
    };
    const options = { concurrency: batchesAtOnce, signal: interruption.soft };
    let done = 0;
    for await (const count of mapConcurrently(batches(missing, model.batchSize), embedBatch, options)) {
      done += count;
      onProgress({ kind: 'bytes', what: 'embedding', done, total: missing.length });
    }
    if (done < missing.length) interruption.throwIfInterrupted();
    return texts.map((t) => {
      const vector = known.get(t);
      if (vector === undefined) throw new Error('the embedding model returned fewer vectors than texts');
      return vector;
    });
  };
}

async function* batches(texts: readonly string[], size: number): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < texts.length; at += size) yield texts.slice(at, at + size);
}
