/** Embeddings in Postgres, as bytes by the hash of their text. Knows nothing of models or of searching. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { EmbeddingCache } from '../domain/ports/embedding-cache.ts';
import { chunks } from './chunks.ts';
import type { Database } from './connection.ts';
import { retryLostConnection } from './retry-lost-connection.ts';

/** At 1,024 dimensions about 4 MB as the driver sends them. */
const textsPerQuery = 500;

const hashOf = (text: string) => createHash('sha256').update(text).digest();

function toVector(bytes: Buffer): Float32Array {
  // A copy, because the driver's buffer is shared and may not be aligned.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function toBytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

export function postgresEmbeddingCache({ kysely }: Database): EmbeddingCache {
  return {
    async read(model, texts) {
      const vectors = new Map<string, Float32Array>();
      for (const some of chunks([...new Set(texts)], textsPerQuery)) {
        const textOf = new Map(some.map((text) => [hashOf(text).toString('hex'), text]));
        const hashes = [...textOf.keys()].map((hash) => Buffer.from(hash, 'hex'));
        const rows = await retryLostConnection(() =>
          kysely
            .selectFrom('fulcrum.embeddings')
            .select(['text_hash', 'vector'])
            .where('model', '=', model)
            .where('text_hash', '=', sql<Buffer>`any(${hashes}::bytea[])`)
            .execute(),
        );
        for (const { text_hash, vector } of rows)
          vectors.set(textOf.get(text_hash.toString('hex')) as string, toVector(vector));
      }
      return vectors;
    },

    async write(model, entries) {
      for (const some of chunks([...entries], textsPerQuery)) {
        const hashes = some.map(([text]) => hashOf(text));
        const vectors = some.map(([, vector]) => toBytes(vector));
        await retryLostConnection(() =>
          sql`
            insert into fulcrum.embeddings (model, text_hash, vector)
            select ${model}::text, * from unnest(${hashes}::bytea[], ${vectors}::bytea[])
            on conflict do nothing`.execute(kysely),
        );
      }
    },
  };
}
