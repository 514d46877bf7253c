/** The groups that somebody reads the documents with, for verbs that act for one person. Knows no search. */
import { everyone } from '../../domain/access.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { OnProgress } from '../progress.ts';
import type { SyncedDocuments } from './synced-documents.ts';

const groupsNamed = 20;

/** Throws `PRINCIPAL_MISSING` where nobody is named and not everything is open; notes a name that no access list holds. */
export async function readAs(
  { corpus, groupsOf, report: { members } }: SyncedDocuments,
  principal: string | undefined,
  onProgress: OnProgress,
): Promise<readonly string[]> {
  const groups = groupsOf(principal);
  const known = new Set((await corpus.documents()).flatMap(({ readers }) => readers));
  for (const [person, further] of Object.entries(members))
    for (const one of [person, ...further]) known.add(one);
  if (groups.length === 0) {
    const named = [...known].toSorted();
    const more = named.length > groupsNamed ? `, … (${named.length})` : '';
    throw new FulcrumError('PRINCIPAL_MISSING', {
      groups: `${named.slice(0, groupsNamed).join(', ')}${more}`,
    });
  }
  if (principal !== undefined && !known.has(principal) && principal !== everyone)
    onProgress({ kind: 'note', text: `no access list names "${principal}", who reads what everyone may` });
  return groups;
}
