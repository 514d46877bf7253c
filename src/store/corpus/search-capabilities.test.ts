/** What a corpus does without on a server whose user has few rights. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from '../connection.ts';
import { openStores } from '../open-stores.ts';
import { documentOf } from '../testing/corpus-documents.ts';
import { newServerDatabase } from '../testing/postgres-server.ts';
import { noServerReason } from '../testing/start-postgres.ts';

/** The URL of a database of a user who owns it and may do nothing else. */
async function plainUsersDatabase(): Promise<string> {
  const url = await newServerDatabase();
  const client = new pg.Client(url);
  await client.connect();
  const database = new URL(url).pathname.slice(1);
  await client.query(`create role ${database} login nosuperuser nocreaterole; alter database ${database} owner to ${database};
    alter schema public owner to ${database}`);
  await client.end();
  return url.replace('postgres@', `${database}@`);
}

test.skipIf(noServerReason() !== undefined)(
  'a user who may create no role searches without row-level security, by words alone where there is no pgvector',
  async () => {
    await using database = await openDatabase({ url: await plainUsersDatabase() });
    const { corpora } = openStores(database, '/nonexistent');
    const corpus = await corpora.open('plain', { chunking: {} });
    expect(corpus.rowSecurity).toBe(false);
    await corpus.put(documentOf('a', ['hr'], ['violin']));
    expect(await corpus.searchWords('violin', { groups: ['hr'], limit: 3 })).toHaveLength(1);
    expect(await corpus.searchWords('violin', { groups: ['it'], limit: 3 })).toEqual([]);
    expect(await corpus.readText('a', { start: 0, end: 6 }, ['hr'])).toBe('violin');
    expect(await corpus.readText('a', { start: 0, end: 6 }, ['it'])).toBeUndefined();
    // Only an administrator may install pgvector here.
    await expect(corpora.open('plain', { chunking: {}, embedding: 'test' })).rejects.toMatchObject({
      code: 'VECTORS_UNAVAILABLE',
    });
  },
);
