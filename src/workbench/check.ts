/** `fulcrum check`: imports the cases and audits them. Buys nothing. */

import { auditCases } from '../cases/audit/audit-cases.ts';
import type { AuditFinding } from '../cases/audit/finding.ts';
import { splits } from '../domain/case.ts';
import type { CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import { detectable } from '../measure/stats/power.ts';
import type { Workbench } from './open-workbench.ts';
import { openTask, type Task } from './task.ts';

export interface Checked {
  readonly task: string;
  readonly cases: Task['cases']['counts'];
  readonly contract: Task['contract'];
  readonly findings: readonly AuditFinding[];
}

export async function check(workbench: Workbench): Promise<Checked> {
  const { interruption, onProgress } = workbench.options;
  const task = await openTask(workbench);
  const findings = await auditCases(everyCase(task, workbench.stores.caseSets), {
    detectableDifference: (cases) => detectable(Math.max(1, cases)).difference ?? 1,
    onProgress: (done) => {
      interruption.throwIfInterrupted();
      onProgress({ kind: 'bytes', what: 'cases audited', done });
    },
  });
  return { task: task.name, cases: task.cases.counts, contract: task.contract, findings };
}

async function* everyCase({ cases }: Task, store: CaseSetStore): AsyncGenerator<StoredCase> {
  for (const split of splits) yield* store.stream(cases.hash, { split });
}
