/** Imported cases in Postgres: a set is seen whole or not at all. Knows nothing of files. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Case } from '../domain/case.ts';
import type { CaseQuery, CaseSetInfo, CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import type { Database } from './connection.ts';
import { currentProcess, formatIdentity, livenessOf, parseIdentity } from './process-identity.ts';
import { retryLostConnection } from './retry-lost-connection.ts';
import type { Tables } from './schema.ts';

/** Rows written or read at once, and the bytes of their bodies, whichever is reached first: this bounds memory on both sides. */
const maxPageRows = 1_000;
const maxPageBytes = 4 * 1024 * 1024;

const uniqueViolation = '23505';

export function postgresCaseSetStore({ kysely }: Database): CaseSetStore {
  async function readySet(hash: string) {
    return retryLostConnection(() =>
      kysely
        .selectFrom('fulcrum.case_sets')
        .select(['id', 'info'])
        .where('hash', '=', hash)
        .where('is_ready', '=', true)
        .executeTakeFirst(),
    );
  }

  async function find(hash: string): Promise<CaseSetInfo | undefined> {
    return (await readySet(hash))?.info as CaseSetInfo | undefined;
  }

  return {
    find,

    async import(hash, cases, summarise) {
      const known = await find(hash);
      if (known !== undefined) return known;
      await retryLostConnection(() => removeAbandoned(kysely));
      const setId = await begin(kysely, hash);
      try {
        await insertAll(kysely, setId, cases);
        const info = summarise();
        await retryLostConnection(() => publish(kysely, setId, info));
        return info;
      } catch (error) {
        // What cannot be removed now is invisible, and is removed by an import after this process has ended.
        await retryLostConnection(() => remove(kysely, setId)).catch(() => {});
        // Another process finished the same import first.
        const theirs = (error as { code?: unknown }).code === uniqueViolation ? await find(hash) : undefined;
        if (theirs !== undefined) return theirs;
        throw error;
      }
    },

    async *stream(hash, query) {
      const set = await readySet(hash);
      if (set === undefined) throw new Error(`there is no case set ${hash}`);
      let remaining = query.limit ?? Number.POSITIVE_INFINITY;
      let after = -1;
      while (remaining > 0) {
        const page = await retryLostConnection(() =>
          readPage(kysely, set.id, query, after, Math.min(remaining, maxPageRows)),
        );
        for (const row of page) yield toCase(row);
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.ordinal;
        remaining -= page.length;
      }
    },
  };
}

async function begin(kysely: Kysely<Tables>, hash: string): Promise<string> {
  const { id } = await retryLostConnection(() =>
    kysely
      .insertInto('fulcrum.case_sets')
      .values({ hash, is_ready: false, importer: formatIdentity(currentProcess()), info: null })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  return id;
}

/** Makes the set visible; a second run changes nothing. */
async function publish(kysely: Kysely<Tables>, setId: string, info: CaseSetInfo): Promise<void> {
  await kysely
    .updateTable('fulcrum.case_sets')
    .set({ is_ready: true, info: JSON.stringify(info) })
    .where('id', '=', setId)
    .execute();
}

async function remove(kysely: Kysely<Tables>, setId: string): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('fulcrum.cases').where('set_id', '=', setId).execute();
    await transaction.deleteFrom('fulcrum.case_sets').where('id', '=', setId).execute();
  });
}

/** What imports left behind whose process has died. */
async function removeAbandoned(kysely: Kysely<Tables>): Promise<void> {
  const unfinished = await kysely
    .selectFrom('fulcrum.case_sets')
    .select(['id', 'importer'])
    .where('is_ready', '=', false)
    .execute();
  for (const { id, importer } of unfinished)
    if (livenessOf(parseIdentity(importer)) === 'dead') await remove(kysely, id);
}

interface Row {
  readonly split: string;
  readonly ordinal: number;
  readonly case_id: string;
  readonly input_hash: string;
  readonly body: string;
  readonly body_bytes: number;
}

function toRow({ id, split, ordinal, inputHash, ...body }: StoredCase): Row {
  const text = JSON.stringify(body);
  return {
    split,
    ordinal,
    case_id: id,
    input_hash: inputHash,
    body: text,
    body_bytes: Buffer.byteLength(text),
  };
}

function toCase(row: PageRow): StoredCase {
  const body = row.body as Omit<Case, 'id'>;
  return { id: row.case_id, ...body, split: row.split, ordinal: row.ordinal, inputHash: row.input_hash };
}

async function insertAll(
  kysely: Kysely<Tables>,
  setId: string,
  cases: AsyncIterable<StoredCase>,
): Promise<void> {
  let rows: Row[] = [];
  let bytes = 0;
  const flush = async () => {
    const json = JSON.stringify(rows);
    rows = [];
    bytes = 0;
    await retryLostConnection(() => insertRows(kysely, setId, json));
  };
  for await (const stored of cases) {
    const row = toRow(stored);
    if (bytes + row.body_bytes > maxPageBytes && rows.length > 0) await flush();
    rows.push(row);
    bytes += row.body_bytes;
    if (rows.length === maxPageRows) await flush();
  }
  if (rows.length > 0) await flush();
}

/** A second run after an unknown outcome finds the ordinals there; a repeated case id is refused. */
async function insertRows(kysely: Kysely<Tables>, setId: string, rows: string): Promise<void> {
  await sql`
    insert into fulcrum.cases (set_id, split, ordinal, case_id, input_hash, body, body_bytes)
    select ${setId}::bigint, split, ordinal, case_id, input_hash, body::json, body_bytes
    from json_to_recordset(${rows}::json) as row (
      split text, ordinal integer, case_id text, input_hash text, body text, body_bytes integer)
    on conflict (set_id, split, ordinal) do nothing`.execute(kysely);
}

type PageRow = Omit<Selectable<Tables['fulcrum.cases']>, 'set_id' | 'body_bytes'>;

/** The next rows by ordinal: up to `maxRows`, fewer when they are large, at least one when there is one. */
async function readPage(
  kysely: Kysely<Tables>,
  setId: string,
  { split, ids }: CaseQuery,
  after: number,
  maxRows: number,
): Promise<PageRow[]> {
  const { rows } = await sql<PageRow>`
    select split, ordinal, case_id, input_hash, body
    from (
      select page.*,
        row_number() over (order by ordinal) as place,
        sum(body_bytes) over (order by ordinal) as bytes_so_far
      from (
        select *
        from fulcrum.cases
        where set_id = ${setId} and split = ${split} and ordinal > ${after}
        ${ids === undefined ? sql`` : sql`and case_id = any(${ids})`}
        order by ordinal
        limit ${maxRows}
      ) page
    ) sized
    where place = 1 or bytes_so_far <= ${maxPageBytes}
    order by ordinal`.execute(kysely);
  return rows;
}
