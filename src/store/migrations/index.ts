/** All migrations in the order they are applied. Append only: what has been applied somewhere is never changed. */
import { initial } from './0001-initial.ts';
import { documents } from './0002-documents.ts';
import { pageCounts } from './0003-page-counts.ts';

export interface Migration {
  readonly name: string;
  /** Statements that run in one transaction on either engine. */
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  { name: '0001-initial', sql: initial },
  { name: '0002-documents', sql: documents },
  { name: '0003-page-counts', sql: pageCounts },
];
