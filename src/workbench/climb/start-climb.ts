/** Begins or resumes a climb: books what a dead process left open, opens the budget. Knows nothing of levers. */
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { newId } from '../new-id.ts';
import type { Workbench } from '../open-workbench.ts';
import type { Task } from '../task.ts';

/** A climb that was begun, and the lease of the task it climbs. */
export const climbKind = 'climb';
/** The published record of a climb. */
export const ladderKind = 'ladder';

export interface StartedClimb {
  readonly id: string;
  readonly createdAt: Date;
  /** Marks it as done: there is nothing left to resume. */
  finish(): Promise<void>;
}

/** What is kept of a climb from its beginning. */
export interface BegunClimb {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly caseSet: string;
  readonly budgetUsd?: number;
  readonly open: boolean;
}

/** Of the climbs that were begun, those looked at for calls left open and for one to resume. */
const lookedAt = 50;

/**
 * The last climb of these cases that was begun and not finished. Throws `NOTHING_TO_RESUME` when there is none, as after a climb that was
 * stopped before it bought anything: beginning anew would not have its budget.
 */
export async function climbToResume(task: Task, { stores }: Workbench): Promise<BegunClimb> {
  const begun = await begunClimbs(task, stores);
  const last = begun.find((b) => b.open && b.caseSet === task.cases.hash);
  if (last === undefined) throw new FulcrumError('NOTHING_TO_RESUME', { task: task.name });
  return last;
}

/** For whoever holds the lease of the task. `last`: the climb to go on with. */
export async function startClimb(
  task: Task,
  last: BegunClimb | undefined,
  budgetUsd: number | undefined,
  { stores, options: { now, onProgress } }: Workbench,
): Promise<StartedClimb> {
  let lost = 0;
  for (const { id, open } of await begunClimbs(task, stores))
    if (open) lost += await stores.ledger.recover(id);
  if (lost > 0) {
    onProgress({
      kind: 'note',
      text: `${lost} calls of an earlier climb ended unknown; they stay booked as possibly billed`,
    });
  }
  const climb = last ?? newClimb(task, now());
  const begin = { ...climb, ...(budgetUsd !== undefined && { budgetUsd }) };
  const record = (body: BegunClimb) =>
    stores.records.put({
      id: `${climb.id} begun`,
      kind: climbKind,
      task: task.name,
      body: body as unknown as Json,
    });
  await stores.ledger.openBudget(climb.id, budgetUsd);
  await record(begin);
  return {
    id: climb.id,
    createdAt: new Date(climb.createdAt),
    finish: () => record({ ...begin, open: false }),
  };
}

/** Newest first. */
async function begunClimbs(task: Task, { records }: Workbench['stores']): Promise<BegunClimb[]> {
  const begun = await records.list({ kind: climbKind, task: task.name, limit: lookedAt });
  return begun.map(({ body }) => body as unknown as BegunClimb);
}

function newClimb(task: Task, now: Date): BegunClimb {
  return { id: newId(climbKind, now), createdAt: now.toISOString(), caseSet: task.cases.hash, open: true };
}
