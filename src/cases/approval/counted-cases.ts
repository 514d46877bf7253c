/** What identifies a file in which drafts may wait for a person: the cases that count. Knows no split and no store. */
import { createHash } from 'node:crypto';
import { contentHash } from '../../domain/content-hash.ts';
import type { CaseMapping } from '../case-mapping.ts';
import type { CaseSource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import type { CaseLoader } from '../loaders/case-loader.ts';
import { counts } from './approval.ts';

export interface CountedCases {
  /** SHA-256 over the cases that count, 64 hex digits: drafting, rejecting and where a line stands change nothing. */
  readonly digest: string;
  /** Drafts that nobody has decided on. */
  readonly waiting: number;
}

/** `undefined` where no record has an approval, and so all of the file counts. Throws what loading throws. */
export async function countedCases(
  source: CaseSource,
  loader: CaseLoader,
  mapping: CaseMapping,
): Promise<CountedCases | undefined> {
  const hash = createHash('sha256');
  let hasApproval = false;
  let waiting = 0;
  for await (const draft of loader.load(source, mapping, new LoadReportCollector())) {
    const { line: _, approval, ...content } = draft;
    if (approval !== undefined) hasApproval = true;
    if (approval?.status === 'drafted') waiting += 1;
    if (counts(approval)) hash.update(contentHash(content));
  }
  return hasApproval ? { digest: hash.digest('hex'), waiting } : undefined;
}
