/**
 * LanceDB without an index, as it comes and as its documentation advises below some 100,000 rows, and with those that it advises beyond: the one it makes by
 * default, with the refining that it advises for recall; the one for recall at low latency; the one that compresses nothing.
 */
import { join } from 'node:path';
import { importPeer } from './peer-package.ts';
import { timed } from './timing.ts';
import type { OpenEngines, VectorEngine } from './vector-engine.ts';

const lancedbVersion = '0.39.0';

interface Query {
  distanceType(type: 'cosine'): Query;
  select(columns: readonly string[]): Query;
  where(condition: string): Query;
  limit(rows: number): Query;
  refineFactor(factor: number): Query;
  ef(candidates: number): Query;
  toArray(): Promise<{ readonly id: number }[]>;
}

interface Table {
  createIndex(column: string, options: { readonly config: unknown }): Promise<void>;
  search(vector: Float32Array): Query;
}

interface LanceDb {
  connect(
    folder: string,
  ): Promise<{ createTable(name: string, rows: unknown): Promise<Table>; close(): void }>;
  makeArrowTable(rows: readonly object[]): unknown;
  readonly Index: Readonly<
    Record<'ivfPq' | 'hnswSq' | 'ivfFlat', (options: { distanceType: 'cosine' }) => unknown>
  > & { labelList(): unknown };
}

interface Variant {
  readonly name: string;
  readonly index?: 'ivfPq' | 'hnswSq' | 'ivfFlat';
  readonly tuned?: (query: Query) => Query;
}

const variants: readonly Variant[] = [
  { name: 'no index' },
  { name: 'IVF_PQ, refined 10 ×', index: 'ivfPq', tuned: (query) => query.refineFactor(10) },
  {
    name: 'IVF_HNSW_SQ, 160 candidates, refined 2 ×',
    index: 'hnswSq',
    tuned: (q) => q.ef(160).refineFactor(2),
  },
  { name: 'IVF_FLAT', index: 'ivfFlat' },
];

export const lancedbEngines: OpenEngines = async (chunks, folder) => {
  const { connect, makeArrowTable, Index } = await importPeer<LanceDb>('@lancedb/lancedb', lancedbVersion);
  const connection = await connect(join(folder, 'lance'));
  const rows = makeArrowTable(
    chunks.map(({ vector, text, readers }, id) => ({ id, vector: [...vector], text, readers: [...readers] })),
  );
  const notes: string[] = [];
  const engines: VectorEngine[] = [];
  for (const [n, { name, index, tuned = (query: Query) => query }] of variants.entries()) {
    const made = await timed(async () => {
      const table = await connection.createTable(`chunks${n}`, rows);
      if (index === undefined) return table;
      await table.createIndex('vector', { config: Index[index]({ distanceType: 'cosine' }) });
      // For lists it advises an index of labels, by which the filter then goes ahead of the search.
      await table.createIndex('readers', { config: Index.labelList() });
      return table;
    });
    notes.push(`LanceDB, ${name}: ready in ${(made.ms / 1000).toFixed(0)} s`);
    engines.push({
      name: `LanceDB ${lancedbVersion}, ${name}`,
      isAsItComes: index === undefined,
      nearest: async (query, group, limit) => {
        const asked = made.result
          .search(query)
          .distanceType('cosine')
          .select(['id', 'text', '_distance'])
          .limit(limit);
        const filtered =
          group === undefined ? asked : asked.where(`array_has_any(readers, make_array('${group}'))`);
        const found = await tuned(filtered).toArray();
        return found.map(({ id }) => chunks[id]?.key as string);
      },
    });
  }
  return { engines, notes, [Symbol.asyncDispose]: async () => connection.close() };
};
