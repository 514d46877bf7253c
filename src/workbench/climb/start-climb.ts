/** Begins or resumes a climb: takes the lease, books what a dead process left open, opens the budget. */
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredRecord } from '../../domain/ports/record-store.ts';
import { newId } from '../new-id.ts';
import type { Workbench } from '../open-workbench.ts';
import type { Task } from '../task.ts';

/** A climb that was begun; its ladder, once saved under the same id with another kind of record, tells whether it was completed. */
export const climbKind = 'climb';
/** The published record of a climb. */
export const ladderKind = 'ladder';

export interface StartedClimb extends AsyncDisposable {
  readonly id: string;
  readonly createdAt: Date;
  /** Marks it as done: there is nothing left to resume. */
  finish(): Promise<void>;
}

export interface StartOptions {
  readonly resume: boolean;
  readonly budgetUsd?: number;
}

/** Throws `RUN_BUSY` when another process climbs this task, `NOTHING_TO_RESUME` with `resume` and no unfinished climb. */
export async function startClimb(
  task: Task,
  options: StartOptions,
  { stores, options: { now, onProgress } }: Workbench,
): Promise<StartedClimb> {
  const lease = await stores.leases.acquire(`${climbKind} ${task.name}`);
  try {
    const begun = await stores.records.list({ kind: climbKind, task: task.name, limit: 20 });
    let lost = 0;
    for (const record of begun.filter(isOpen)) lost += await stores.ledger.recover(idOf(record));
    if (lost > 0) {
      onProgress({
        kind: 'note',
        text: `${lost} calls of an earlier climb ended unknown; they stay booked as possibly billed`,
      });
    }
    const last = begun.find((r) => isOpen(r) && caseSetOf(r) === task.cases.hash);
    if (options.resume && last === undefined)
      throw new FulcrumError('NOTHING_TO_RESUME', { task: task.name });
    const createdAt = options.resume && last ? last.createdAt : now();
    const id = options.resume && last ? idOf(last) : newId(climbKind, createdAt);
    await stores.ledger.openBudget(id, options.budgetUsd);
    const record = (open: boolean) =>
      stores.records.put({
        id: `${id} begun`,
        kind: climbKind,
        task: task.name,
        body: { id, open, caseSet: task.cases.hash },
      });
    await record(true);
    return {
      id,
      createdAt,
      finish: () => record(false),
      async [Symbol.asyncDispose]() {
        await lease[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await lease[Symbol.asyncDispose]();
    throw error;
  }
}

function isOpen({ body }: StoredRecord): boolean {
  return (body as { open?: boolean }).open === true;
}

function idOf({ body }: StoredRecord): string {
  return (body as { id: string }).id;
}

function caseSetOf({ body }: StoredRecord): string | undefined {
  return (body as { caseSet?: string }).caseSet;
}
