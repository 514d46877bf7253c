/** The seam of one audit; an auditor sees each case once and keeps numbers, not texts. Does not know the other audits. */
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { AuditFinding } from './finding.ts';

export interface AuditedCase {
  /** 0-based position in the audit. */
  readonly index: number;
  readonly case: StoredCase;
  /** The input as one text. */
  readonly text: string;
  readonly label: string | undefined;
}

export interface Auditor {
  observe(one: AuditedCase): void;
  findings(): AuditFinding[];
}
