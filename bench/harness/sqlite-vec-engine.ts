/** sqlite-vec through the SQLite of Node: every vector is compared; who may see which chunk stands in a table of its own. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dimensions } from './made-up-corpus.ts';
import { importPeer } from './peer-package.ts';
import { timed } from './timing.ts';
import type { OpenEngines } from './vector-engine.ts';

const sqliteVecVersion = '0.1.9';

export const sqliteVecEngine: OpenEngines = async (chunks, folder) => {
  const { load } = await importPeer<{ load(database: DatabaseSync): void }>('sqlite-vec', sqliteVecVersion);
  const database = new DatabaseSync(join(folder, 'vectors.db'), { allowExtension: true });
  load(database);
  database.exec(`
    create virtual table chunks using vec0(id integer primary key, embedding float[${dimensions}] distance_metric=cosine, +text text);
    create table readers (name text, chunk integer, primary key (name, chunk)) without rowid;`);
  const imported = await timed(async () => {
    const insert = database.prepare('insert into chunks (id, embedding, text) values (?, ?, ?)');
    const insertReader = database.prepare('insert into readers values (?, ?)');
    database.exec('begin');
    for (const [id, { vector, text, readers }] of chunks.entries()) {
      insert.run(BigInt(id), bytesOf(vector), text);
      for (const reader of readers) insertReader.run(reader, id);
    }
    database.exec('commit');
  });
  const nearest = 'select id, text from chunks where embedding match ? and k = ?';
  const ofAll = database.prepare(nearest);
  // What may be seen is looked up before the search, which compares nothing else.
  const ofGroup = database.prepare(`${nearest} and id in (select chunk from readers where name = ?)`);
  return {
    engines: [
      {
        name: `sqlite-vec ${sqliteVecVersion}`,
        isAsItComes: true,
        nearest: async (query, group, limit) => {
          const bytes = bytesOf(query);
          const rows = group === undefined ? ofAll.all(bytes, limit) : ofGroup.all(bytes, limit, group);
          return rows.map(({ id }) => chunks[Number(id)]?.key as string);
        },
      },
    ],
    notes: [`sqlite-vec: imported in ${(imported.ms / 1000).toFixed(0)} s`],
    [Symbol.asyncDispose]: async () => database.close(),
  };
};

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
