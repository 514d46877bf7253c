/** Whole records in Postgres. Knows nothing of their content. */
import { type Selectable, sql } from 'kysely';
import type { Json } from '../domain/json.ts';
import type { RecordStore, StoredRecord } from '../domain/ports/record-store.ts';
import type { Database } from './connection.ts';
import { retryLostConnection } from './retry-lost-connection.ts';
import type { Tables } from './schema.ts';

function toRecord(row: Selectable<Tables['fulcrum.records']>): StoredRecord {
  const { id, kind, task, created_at, updated_at, body } = row;
  return { id, kind, task, createdAt: created_at, updatedAt: updated_at, body: body as Json };
}

export function postgresRecordStore({ kysely }: Database): RecordStore {
  return {
    async put({ id, kind, task, body }) {
      const text = JSON.stringify(body);
      await retryLostConnection(() =>
        kysely
          .insertInto('fulcrum.records')
          .values({ id, kind, task, body: text })
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet({ kind, task, body: text, updated_at: sql<Date>`clock_timestamp()` }),
          )
          .execute(),
      );
    },

    async get(id) {
      const row = await retryLostConnection(() =>
        kysely.selectFrom('fulcrum.records').selectAll().where('id', '=', id).executeTakeFirst(),
      );
      return row && toRecord(row);
    },

    async list({ kind, task, limit }) {
      const rows = await retryLostConnection(() =>
        kysely
          .selectFrom('fulcrum.records')
          .selectAll()
          .where('kind', '=', kind)
          .$if(task !== undefined, (query) => query.where('task', '=', task as string))
          .orderBy('position', 'desc')
          .$if(limit !== undefined, (query) => query.limit(limit as number))
          .execute(),
      );
      return rows.map(toRecord);
    },
  };
}
