/** `fulcrum check`: imports the cases and audits them and the documents, and reads the config as a climb would. Buys nothing. */
import path from 'node:path';
import { auditCases } from '../cases/audit/audit-cases.ts';
import { type AuditFinding, maxExamples } from '../cases/audit/finding.ts';
import { splits } from '../domain/case.ts';
import { type ErrorCode, FulcrumError } from '../domain/errors.ts';
import type { CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import { detectable } from '../measure/stats/power.ts';
import { checkDocuments } from './check-documents.ts';
import type { Workbench } from './open-workbench.ts';
import { type Readiness, readiness } from './readiness.ts';
import { openTask, settleContract, type Task, taskName } from './task.ts';
import { waitingDrafts } from './waiting-drafts.ts';

export interface Checked {
  readonly task: string;
  readonly cases: Task['cases']['counts'];
  readonly contract: Task['contract'];
  readonly findings: readonly AuditFinding[];
}

export async function check(workbench: Workbench): Promise<Checked> {
  const { interruption, onProgress } = workbench.options;
  if (workbench.loaded.config.cases === undefined) return checkWithoutCases(workbench);
  const task = await openTask(workbench);
  const ready = await readiness(task, [], workbench.models);
  const audited = await auditCases(everyCase(task, workbench.stores.caseSets), {
    detectableDifference: (cases) => detectable(Math.max(1, cases)).difference ?? 1,
    onProgress: (done) => {
      interruption.throwIfInterrupted();
      onProgress({ kind: 'bytes', what: 'cases audited', done });
    },
  });
  const documents = await checkDocuments(workbench, () => everyCase(task, workbench.stores.caseSets));
  const findings = [...configFindings(ready, task), ...draftFindings(task), ...documents, ...audited];
  return { task: task.name, cases: task.cases.counts, contract: task.contract, findings };
}

/** The documents can be put in order before there are questions to them. */
async function checkWithoutCases(workbench: Workbench): Promise<Checked> {
  const { loaded } = workbench;
  const error = new FulcrumError('CASES_NOT_NAMED', { file: path.basename(loaded.file) });
  const documents = await checkDocuments(workbench, async function* () {});
  return {
    task: taskName(loaded),
    cases: { train: 0, dev: 0, sealed: 0 },
    contract: settleContract(loaded.config.contract, []),
    findings: [errorFinding(error), ...documents],
  };
}

function errorFinding({ code, message, advice }: FulcrumError): AuditFinding {
  const level = machineLacks.includes(code) ? 'warning' : 'error';
  return { level, code, message, count: 1, examples: [], advice };
}

/** What this machine lacks is no fault of the task. */
const machineLacks: readonly ErrorCode[] = [
  'MODEL_ENGINE_MISSING',
  'MODEL_KEY_MISSING',
  'MODEL_NOT_PULLED',
  'MODEL_PACKAGE_MISSING',
  'TRAINER_NOT_SET_UP',
];

function configFindings({ problems, leftOut }: Readiness, { config }: Task): AuditFinding[] {
  const listed = config.levers !== undefined;
  return [
    ...problems.map(errorFinding),
    ...leftOut.map(
      ({ lever, reason }): AuditFinding => ({
        level: listed ? 'warning' : 'info',
        code: 'LEVER_LEFT_OUT',
        message: `${lever} will be left out: ${reason}`,
        count: 1,
        examples: [],
        advice: '',
      }),
    ),
  ];
}

function draftFindings(task: Task): AuditFinding[] {
  const waiting = waitingDrafts(task);
  if (waiting === undefined) return [];
  const { message, advice, count, files } = waiting;
  return [
    {
      level: 'warning',
      code: 'DRAFTS_WAITING',
      message,
      count,
      examples: files.slice(0, maxExamples),
      advice,
    },
  ];
}

async function* everyCase({ cases }: Task, store: CaseSetStore): AsyncGenerator<StoredCase> {
  for (const split of splits) yield* store.stream(cases.hash, { split });
}
