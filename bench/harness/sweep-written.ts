/**
 * Looks for canaries in all that searching and answering wrote: the tables beside those of the documents, and what lies in the state folder.
 * Knows no search.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/store/connection.ts';
import { type CountedCanaries, countCanaries } from './canary-documents.ts';

/** Tables of rows that belong to somebody, by the column that ends with their name. */
const askerColumns: Readonly<Record<string, string>> = { calls: 'run_id', attempts: 'principal' };
const isContent = /^(documents|document_texts|access_lists|chunks_\d+|vectors_\d+)$/;
/** In text, and in what is shown of bytes. */
const signs = `canary|${Buffer.from('canary').toString('hex')}`;
/** The data of either engine, which hold the documents. */
const dataFolders = new Set(['db', 'data', 'python']);

export interface Swept extends CountedCanaries {
  readonly rows: number;
  readonly bytesOfFiles: number;
}

export async function sweepWritten({ pool }: Database, stateFolder: string): Promise<Swept> {
  const counted = { own: 0, foreign: 0, rows: 0, bytesOfFiles: 0 };
  const count = (text: string, asker: number | undefined) => {
    const { own, foreign } = countCanaries(text, asker);
    counted.own += own;
    counted.foreign += foreign;
    return own + foreign;
  };
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'fulcrum'::regnamespace and relkind = 'r'`,
  );
  for (const { name } of tables.filter((table) => !isContent.test(table.name))) {
    const asker = askerColumns[name] ?? 'null';
    const { rows } = await pool.query<{ asker: string | null; text: string; all: string }>(
      `select ${asker}::text as asker, t::text as text from fulcrum.${name} t where t::text ~* '${signs}'`,
    );
    const all = await pool.query<{ count: string }>(`select count(*) from fulcrum.${name}`);
    counted.rows += Number(all.rows[0]?.count);
    for (const row of rows) {
      const user = row.asker?.match(/user(\d+)$/)?.[1];
      // A sign that is no whole canary is one in bytes, or cut.
      if (count(row.text, user === undefined ? undefined : Number(user)) === 0) counted.foreign += 1;
    }
  }
  for (const file of filesIn(stateFolder)) {
    const text = readFileSync(file, 'latin1');
    counted.bytesOfFiles += text.length;
    count(text, undefined);
  }
  return counted;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return dataFolders.has(entry.name) ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
