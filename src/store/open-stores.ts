/** Gathers every store over one open database. Knows nothing of who uses them. */
import type { ArtefactFiles, ArtefactStore } from '../domain/artefact.ts';
import type { AttemptStore } from '../domain/ports/attempt-store.ts';
import type { CaseSetStore } from '../domain/ports/case-set-store.ts';
import type { CorpusStore } from '../domain/ports/corpus-store.ts';
import type { EmbeddingCache } from '../domain/ports/embedding-cache.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import type { RecordStore } from '../domain/ports/record-store.ts';
import type { RunLeases } from '../domain/ports/run-lease.ts';
import type { Database } from './connection.ts';
import { postgresCorpusStore } from './corpus/postgres-corpus-store.ts';
import { fileArtefactFiles } from './file-artefact-files.ts';
import { fileArtefactStore } from './file-artefact-store.ts';
import { postgresAttemptStore } from './postgres-attempt-store.ts';
import { postgresCaseSetStore } from './postgres-case-set-store.ts';
import { postgresEmbeddingCache } from './postgres-embedding-cache.ts';
import { postgresLedger } from './postgres-ledger.ts';
import { postgresRecordStore } from './postgres-record-store.ts';
import { postgresRunLeases } from './postgres-run-leases.ts';

export interface Stores {
  readonly caseSets: CaseSetStore;
  readonly attempts: AttemptStore;
  readonly ledger: Ledger;
  readonly records: RecordStore;
  readonly embeddings: EmbeddingCache;
  readonly leases: RunLeases;
  readonly corpora: CorpusStore;
  readonly artefacts: ArtefactStore;
  readonly artefactFiles: ArtefactFiles;
}

/** The stores of one workbench. Artefacts are files in `stateFolder` whichever engine the database runs on. */
export function openStores(database: Database, stateFolder: string): Stores {
  return {
    caseSets: postgresCaseSetStore(database),
    attempts: postgresAttemptStore(database),
    ledger: postgresLedger(database),
    records: postgresRecordStore(database),
    embeddings: postgresEmbeddingCache(database),
    leases: postgresRunLeases(database),
    corpora: postgresCorpusStore(database),
    artefacts: fileArtefactStore(stateFolder),
    artefactFiles: fileArtefactFiles(stateFolder),
  };
}
