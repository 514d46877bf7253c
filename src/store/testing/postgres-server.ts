/** The Postgres server of the tests: one for a whole vitest run, a database of it for whoever asks. */
import pg from 'pg';
import { once, ownerPid, sharedFolder } from './shared-folder.ts';
import { startPostgres } from './start-postgres.ts';

let databases = 0;

/** The URL of a new, empty database on the shared server. */
export async function newServerDatabase(): Promise<string> {
  const url = await once('postgres', () => startPostgres(sharedFolder(), ownerPid()));
  const name = `test_${process.pid}_${databases++}`;
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace('/postgres?', `/${name}?`);
}
