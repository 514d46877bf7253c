/** What is compared in this process is what the database holds and lets be seen, at every moment. */
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { createRandom } from '../../measure/stats/random.ts';
import { type Database, openDatabase } from '../connection.ts';
import { openStores } from '../open-stores.ts';
import { documentOf, unitVector } from '../testing/corpus-documents.ts';
import { type TestStateFolder, testStateFolder } from '../testing/test-state-folder.ts';
import { type CorpusExtent, corpusExtent } from './corpus-extent.ts';
import { corpusTables } from './corpus-tables.ts';
import { KeptVectors } from './kept-vectors.ts';
import { searchedDocuments } from './visible-documents.ts';

const dimensions = 6;
let folder: TestStateFolder;
let database: Database;

beforeAll(async () => {
  folder = await testStateFolder();
  database = await openDatabase({ stateFolder: folder.path });
}, 60_000);
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
}, 60_000);

async function openCorpus(
  name: string,
): Promise<{ readonly corpus: Corpus; readonly id: number; readonly extentOf: CorpusExtent }> {
  const { corpora } = openStores(database, folder.path);
  const corpus = await corpora.open(name, { chunking: {}, embedding: 'test' });
  const { rows } = await database.pool.query('select id from fulcrum.corpora where name = $1', [name]);
  const [{ id }] = rows;
  return { corpus, id, extentOf: corpusExtent(corpusTables(id, corpus.lexicalRanking, corpus.settings)) };
}

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

test('finds the nearest of what may be searched, after every change, and fetches only what has changed', async () => {
  const random = createRandom(5).next;
  const { corpus, id, extentOf } = await openCorpus('changing');
  const stored = new Map<string, { readers: string[]; vectors: Float32Array[] }>();
  const put = async (name: string, readers: string[], count: number) => {
    const vectors = Array.from({ length: count }, () => unitVector(random, dimensions));
    stored.set(name, { readers, vectors });
    await corpus.put(
      documentOf(
        name,
        readers,
        vectors.map((_, n) => `${name} ${n}`),
        { vectors },
      ),
    );
  };
  for (let n = 0; n < 40; n++) await put(`${n}`, n % 3 === 0 ? ['few', 'all'] : ['all'], n % 5);

  const kept = new KeptVectors(`fulcrum.vectors_${id}`);
  let [fetches, statements] = [0, 0];
  const client = {
    query: (sql: string, values: readonly unknown[]) => {
      statements++;
      if (sql.includes('vector_send')) fetches++;
      return database.pool.query(sql, [...values]);
    },
  } as unknown as PoolClient;
  const names = async () => {
    const { rows } = await database.pool.query(
      'select id, name from fulcrum.documents where corpus_id = $1',
      [id],
    );
    return new Map(rows.map((row) => [row.id as string, row.name as string]));
  };
  const search = async (group: string, limit: number) => {
    const vector = unitVector(random, dimensions);
    const searched = searchedDocuments(id, { groups: [group], limit });
    const keys = await kept.nearest(client, searched, await extentOf(client, searched), { vector, limit });
    const nameOf = await names();
    const expected = [...stored]
      .filter(([, { readers }]) => readers.includes(group))
      .flatMap(([name, { vectors }]) =>
        vectors.map((other, index) => ({ name, index, rank: 1 - cosine(vector, other) })),
      )
      .sort((a, b) => a.rank - b.rank)
      .slice(0, limit);
    expect(keys?.map((key) => [nameOf.get(key.document_id), key.index])).toEqual(
      expected.map(({ name, index }) => [name, index]),
    );
    keys?.forEach(({ rank }, n) => {
      expect(rank).toBeCloseTo(expected[n]?.rank as number, 5);
    });
  };

  await search('few', 5);
  expect(fetches).toBe(1);
  await search('all', 1);
  expect(fetches).toBe(2);
  // Of a revision that is known, only the revision is asked for.
  statements = 0;
  for (const limit of [7, 1_000]) await search('all', limit);
  expect(statements).toBe(2);
  await put('4', ['few'], 2);
  await search('all', 20);
  expect(fetches).toBe(2);
  await search('few', 20);
  expect(fetches).toBe(3);
  await corpus.setReaders('4', ['all']);
  stored.set('4', { vectors: stored.get('4')?.vectors ?? [], readers: ['all'] });
  for (const group of ['few', 'all']) await search(group, 20);
  await corpus.rename('7', '8', ['few']);
  stored.set('8', { vectors: stored.get('7')?.vectors ?? [], readers: ['few'] });
  stored.delete('7');
  await corpus.remove(['9', '12']);
  for (const name of ['9', '12']) stored.delete(name);
  for (const group of ['few', 'all', 'nobody']) await search(group, 20);
  const all = searchedDocuments(id, { groups: ['all'], limit: 1 });
  await expect(
    kept.nearest(client, all, await extentOf(client, all), { vector: Float32Array.of(1, 0), limit: 1 }),
  ).rejects.toThrow('a vector of 2 numbers among those of 6');
});

test('compares nothing of another snapshot, where a search meets one after a change', async () => {
  const { corpus, id, extentOf } = await openCorpus('meeting');
  const put = (name: string, x: number, y: number) =>
    corpus.put(documentOf(name, ['all'], [name], { vectors: [Float32Array.of(x, y)] }));
  // More than are fetched by one statement.
  await Promise.all(Array.from({ length: 150 }, (_, n) => put(`${n}`, 0, 1)));
  await put('0', 1, 0);
  const kept = new KeptVectors(`fulcrum.vectors_${id}`);
  const searched = searchedDocuments(id, { groups: ['all'], limit: 1 });
  const nearest = async (meanwhile?: () => Promise<unknown>) => {
    let fetches = 0;
    const client = {
      query: async (sql: string, values: readonly unknown[]) => {
        const result = await database.pool.query(sql, [...values]);
        if (sql.includes('vector_send') && fetches++ === 1) await meanwhile?.();
        return result;
      },
    } as unknown as PoolClient;
    const extent = await extentOf(client, searched);
    const keys = await kept.nearest(client, searched, extent, { vector: Float32Array.of(1, 0), limit: 1 });
    return keys?.map(({ rank }) => Number(rank.toFixed(5)));
  };
  const overtaken = nearest(async () => {
    await put('0', -1, 0);
    expect(await nearest()).toEqual([1]);
  });
  expect(await overtaken).toBeUndefined();
  expect(await nearest()).toEqual([1]);
});

test('fetches in several searches what would hold up one', async () => {
  const random = createRandom(6).next;
  const { corpus, id, extentOf } = await openCorpus('large');
  const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
  const documents = Array.from({ length: 210 }, (_, n) =>
    documentOf(`${n}`, ['all'], lines, { vectors: lines.map(() => unitVector(random, 2)) }),
  );
  await Promise.all(documents.map((document) => corpus.put(document)));
  const kept = new KeptVectors(`fulcrum.vectors_${id}`);
  const searched = searchedDocuments(id, { groups: ['all'], limit: 3 });
  const client = database.pool as unknown as PoolClient;
  const nearest = async () => {
    const extent = await extentOf(client, searched);
    return kept.nearest(client, searched, extent, { vector: Float32Array.of(1, 0), limit: 3 });
  };
  expect(await nearest()).toBeUndefined();
  expect(await nearest()).toHaveLength(3);
});

test('pays once as much was compared in the database as fetching costs, and never for what would not fit', () => {
  const kept = new KeptVectors('none');
  expect(kept.isWorthwhile(1_000, 384)).toBe(false);
  kept.countComparisons(7_999);
  expect(kept.isWorthwhile(1_000, 384)).toBe(false);
  kept.countComparisons(1);
  expect(kept.isWorthwhile(1_000, 384)).toBe(true);
  kept.countComparisons(1e9);
  expect(kept.isWorthwhile(200_000, 384)).toBe(false);
});
