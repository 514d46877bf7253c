/** `fulcrum documents`: what the corpus of a task holds, why a document is or is not found, and bringing it up to its folder. */
import { nearest } from '../cases/nearest.ts';
import { groupsOf } from '../domain/access.ts';
import type { StoredDocument } from '../domain/ports/corpus-store.ts';
import { explainSearch, type SearchExplanation } from '../knowledge/search/explain-search.ts';
import type { FailedFile, SyncReport } from '../knowledge/sync/sync-report.ts';
import { openKnowledge } from './knowledge/open-knowledge.ts';
import { openRetrieval, vectorOf } from './knowledge/open-retrieval.ts';
import { syncNotes } from './knowledge/sync-notes.ts';
import type { Workbench } from './open-workbench.ts';

interface Spending {
  /** Spend at most this. */
  readonly budgetUsd?: number;
}

export interface ListedDocuments {
  readonly documents: readonly StoredDocument[];
  /** Told to the keeper alone. */
  readonly failed?: readonly FailedFile[];
}

/** With a principal only what that one may read. */
export async function listDocuments(
  workbench: Workbench,
  principal: string | undefined,
  spending: Spending = {},
): Promise<ListedDocuments> {
  const knowledge = await openKnowledge(workbench, {
    verb: 'documents',
    notesSync: principal === undefined,
    ...spending,
  });
  const { documents } = await openRetrieval(workbench, knowledge);
  const { corpus, report } = documents;
  const all = await corpus.documents();
  if (principal === undefined) return { documents: all, failed: report.failed };
  const groups = groupsOf(principal, report.members);
  return { documents: all.filter(({ readers }) => readers.some((reader) => groups.includes(reader))) };
}

export interface DocumentsSynced {
  readonly report: SyncReport;
  /** The same in lines. */
  readonly notes: readonly string[];
}

export async function syncDocuments(workbench: Workbench, spending: Spending = {}): Promise<DocumentsSynced> {
  const knowledge = await openKnowledge(workbench, { verb: 'documents', notesSync: false, ...spending });
  const { corpus, report } = (await openRetrieval(workbench, knowledge)).documents;
  const empty = (await corpus.documents()).filter(({ chunkCount }) => chunkCount === 0);
  const notes = [...syncNotes(report), ...empty.map(({ name }) => `${name} has no text, and is never found`)];
  return { report, notes };
}

export interface ExplainOptions extends Spending {
  readonly document: string;
  readonly query: string;
  /** Whose search it is. */
  readonly principal?: string;
  readonly k: number;
}

export type ExplainedDocument = SearchExplanation & {
  /** Name of a document nearest to one that is not there. */
  readonly nearest?: string;
};

/** Tells the keeper of the folder, whoever's search it is: of documents that this one may not read as well. */
export async function explainDocument(
  workbench: Workbench,
  { document, query, principal, k, ...spending }: ExplainOptions,
): Promise<ExplainedDocument> {
  const knowledge = await openKnowledge(workbench, { verb: 'documents', ...spending });
  const { documents, fusion } = await openRetrieval(workbench, knowledge);
  const { corpus, report } = documents;
  const vector = await vectorOf(query, knowledge);
  const request = {
    text: query,
    groups: documents.groupsOf(principal),
    k,
    fusion,
    ...(vector && { vector }),
  };
  const explained = await explainSearch(corpus, request, { document }, report);
  if (explained.kind !== 'not-in-corpus') return explained;
  const name = nearest(
    document,
    (await corpus.documents()).map((one) => one.name),
  );
  return { ...explained, ...(name !== undefined && { nearest: name }) };
}
