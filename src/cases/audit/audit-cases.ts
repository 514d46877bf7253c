/** Audits a case set in one pass: what `fulcrum check` prints. Reads no files and knows no statistics. */
import { inputText } from '../../domain/case.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { Auditor } from './auditor.ts';
import { BalanceAudit } from './balance-audit.ts';
import { CaseNames } from './case-names.ts';
import { DuplicatesAudit } from './duplicates-audit.ts';
import type { AuditFinding } from './finding.ts';
import { nearDuplicateOverlap } from './near-duplicates/near-duplicate-index.ts';
import { TextAudit } from './text-audit.ts';

export interface AuditOptions {
  /** The smallest difference of two proportions, in (0, 1), that so many paired cases show with 80 % power; without it nothing is said of it. */
  readonly detectableDifference?: (cases: number) => number;
  /** Least Jaccard overlap of letter 4-grams that makes two inputs near-duplicates. Default 0.7. */
  readonly nearDuplicate?: number;
  /** Default 10. */
  readonly thinTrainClass?: number;
  /** Default 5. */
  readonly thinSealedClass?: number;
  /** Default 20. */
  readonly thinSlice?: number;
  /** Called with the cases seen so far. */
  readonly onProgress?: (cases: number) => void;
}

const levels = ['error', 'warning', 'info'] as const;

/** Errors first. Holds about 100 bytes a case and 4 bytes a character of distinct short inputs, no texts. */
export async function auditCases(
  cases: AsyncIterable<StoredCase>,
  options: AuditOptions = {},
): Promise<AuditFinding[]> {
  const { detectableDifference, nearDuplicate = nearDuplicateOverlap, onProgress } = options;
  const names = new CaseNames();
  const auditors: readonly Auditor[] = [
    new DuplicatesAudit(names, nearDuplicate),
    new BalanceAudit({
      thinTrainClass: options.thinTrainClass ?? 10,
      thinSealedClass: options.thinSealedClass ?? 5,
      thinSlice: options.thinSlice ?? 20,
      ...(detectableDifference !== undefined && { detectableDifference }),
    }),
    new TextAudit(),
  ];
  let index = 0;
  for await (const one of cases) {
    const label = one.expected?.kind === 'label' ? one.expected.label : undefined;
    const audited = { index, case: one, text: inputText(one.input), label };
    names.add(audited);
    for (const auditor of auditors) auditor.observe(audited);
    index += 1;
    if (index % 10_000 === 0) onProgress?.(index);
  }
  return auditors
    .flatMap((auditor) => auditor.findings())
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}
