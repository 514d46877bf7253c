/** What `fulcrum check` says of the documents of a task: files that failed, and cases that name what they cannot be shown. Buys nothing. */
import { type AuditFinding, maxExamples } from '../cases/audit/finding.ts';
import { everyone } from '../domain/access.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import type { StoredDocument } from '../domain/ports/corpus-store.ts';
import { countSynthesis } from '../levers/summarise-then-combine/count-synthesis.ts';
import { summariseThenCombine } from '../levers/summarise-then-combine/summarise-then-combine.ts';
import { writtenLevers } from './climb/lever-calls.ts';
import { openDocuments } from './knowledge/open-documents.ts';
import type { SyncedDocuments } from './knowledge/synced-documents.ts';
import { synthesisAdvice, synthesisWarning } from './knowledge/synthesis-note.ts';
import type { Workbench } from './open-workbench.ts';

type EveryCase = () => AsyncIterable<StoredCase>;

/** None for a task that searches no documents. */
export async function checkDocuments(
  workbench: Workbench,
  everyCase: EveryCase,
): Promise<readonly AuditFinding[]> {
  // By words alone, which asks no model: vectors might have to be paid.
  const byWords = { runId: 'check', embed: async () => [], embedding: undefined };
  const documents = openDocuments(workbench, byWords, () => {});
  if (documents === undefined) return [];
  const synced = await documents.cut({});
  const stored = await synced.corpus.documents();
  return [
    ...folderFindings(synced, stored),
    ...(await caseFindings(everyCase(), synced, stored)),
    ...(await synthesisFindings(everyCase(), workbench)),
  ];
}

/** None where the task pulls the lever for them. */
async function synthesisFindings(
  cases: AsyncIterable<StoredCase>,
  { loaded }: Workbench,
): Promise<AuditFinding[]> {
  if (writtenLevers(loaded.config, []).some(({ name }) => name === summariseThenCombine.name)) return [];
  const count = await countSynthesis(cases);
  const message = synthesisWarning(count) ?? '';
  return finding('warning', 'CASES_NEED_SYNTHESIS', message, count.needing, synthesisAdvice);
}

function folderFindings(
  { report: { failed, denied, warnings } }: SyncedDocuments,
  stored: readonly StoredDocument[],
): AuditFinding[] {
  const open = stored.filter(({ readers }) => readers.includes(everyone)).length;
  const empty = stored.filter(({ chunkCount }) => chunkCount === 0);
  return [
    {
      level: 'info',
      code: 'DOCUMENTS',
      message: `${stored.length} documents, ${open} of them for everyone`,
      count: stored.length,
      examples: [],
      advice: '',
    },
    ...finding(
      'warning',
      'DOCUMENTS_FAILED',
      `${failed.length} files are not searched, or not as they are now`,
      failed.map(({ name, problem }) => `${name} ${problem}`),
    ),
    ...finding(
      'warning',
      'DOCUMENTS_EMPTY',
      `${empty.length} documents have no text, and are never found`,
      empty.map(({ name }) => name),
    ),
    ...finding(
      'warning',
      'DOCUMENTS_DENIED',
      `${denied.length} documents may be read by nobody`,
      denied.map(({ name, reason }) => (reason === undefined ? name : `${name}: ${reason}`)),
    ),
    ...warnings.map(
      ({ code, message, advice }): AuditFinding => ({
        level: 'warning',
        code,
        message,
        count: 1,
        examples: [],
        advice,
      }),
    ),
  ];
}

async function caseFindings(
  cases: AsyncIterable<StoredCase>,
  { groupsOf, report }: SyncedDocuments,
  stored: readonly StoredDocument[],
): Promise<AuditFinding[]> {
  const readersOf = new Map(stored.map(({ name, readers }) => [name, readers]));
  const failed = new Map(report.failed.map(({ name, problem }) => [name, problem]));
  const isOpen = groupsOf(undefined).length > 0;
  const nameless: string[] = [];
  const missing: string[] = [];
  const closed: string[] = [];
  for await (const { id, principal, goldDocuments = [] } of cases) {
    const groups = groupsOf(principal);
    if (principal === undefined && !isOpen) nameless.push(id);
    for (const name of goldDocuments) {
      const readers = readersOf.get(name);
      const problem = failed.get(name);
      if (readers === undefined) missing.push(`${id}: ${name}${problem === undefined ? '' : ` ${problem}`}`);
      else if (principal !== undefined && !readers.some((reader) => groups.includes(reader)))
        closed.push(`${id}: ${principal} may not read ${name}`);
    }
  }
  return [
    ...finding(
      'error',
      'GOLD_DOCUMENT_MISSING',
      `${missing.length} gold documents of cases are not among the documents`,
      missing,
      'Correct the names: they are paths below the folder of documents. What retrieval finds cannot be judged by them.',
    ),
    ...finding(
      'warning',
      'GOLD_DOCUMENT_CLOSED',
      `${closed.length} gold documents may not be read by the principal of their case`,
      closed,
      'Correct the principal or the access list; a case that is to be refused expects the sentence of abstention.',
    ),
    ...finding(
      'warning',
      'CASES_WITHOUT_PRINCIPAL',
      `${nameless.length} cases name no principal, and the documents have access lists: nothing is found for them`,
      nameless,
      'Give each case the person or group that asks, under `principal`.',
    ),
  ];
}

/** None where there is nothing to name. */
function finding(
  level: AuditFinding['level'],
  code: string,
  message: string,
  named: readonly string[],
  advice = '',
): AuditFinding[] {
  if (named.length === 0) return [];
  return [{ level, code, message, count: named.length, examples: named.slice(0, maxExamples), advice }];
}
