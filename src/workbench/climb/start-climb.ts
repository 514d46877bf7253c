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
  readonly budgetUsd: number | undefined;
  /** Marks it as done: there is nothing left to resume. */
  finish(): Promise<void>;
}

export interface StartOptions {
  readonly resume: boolean;
  readonly budgetUsd?: number;
}

/** What is kept of a climb from its beginning. */
interface BegunClimb {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly caseSet: string;
  readonly budgetUsd?: number;
  readonly open: boolean;
}

/** Of the climbs that were begun, those looked at for calls left open and for one to resume. */
const lookedAt = 50;

/** For whoever holds the lease of the task. Throws `NOTHING_TO_RESUME` with `resume` and no unfinished climb. */
export async function startClimb(
  task: Task,
  { resume, budgetUsd }: StartOptions,
  { stores, options: { now, onProgress } }: Workbench,
): Promise<StartedClimb> {
  const begun = await stores.records.list({ kind: climbKind, task: task.name, limit: lookedAt });
  const open = begun.map(({ body }) => body as unknown as BegunClimb).filter((b) => b.open);
  let lost = 0;
  for (const { id } of open) lost += await stores.ledger.recover(id);
  if (lost > 0) {
    onProgress({
      kind: 'note',
      text: `${lost} calls of an earlier climb ended unknown; they stay booked as possibly billed`,
    });
  }
  const last = resume ? open.find((b) => b.caseSet === task.cases.hash) : undefined;
  if (resume && last === undefined) throw new FulcrumError('NOTHING_TO_RESUME', { task: task.name });
  const climb = last ?? newClimb(task, now());
  const limitUsd = budgetUsd ?? last?.budgetUsd;
  const begin = { ...climb, ...(limitUsd !== undefined && { budgetUsd: limitUsd }) };
  const record = (body: BegunClimb) =>
    stores.records.put({
      id: `${climb.id} begun`,
      kind: climbKind,
      task: task.name,
      body: body as unknown as Json,
    });
  await stores.ledger.openBudget(climb.id, limitUsd);
  await record(begin);
  return {
    id: climb.id,
    createdAt: new Date(climb.createdAt),
    budgetUsd: limitUsd,
    finish: () => record({ ...begin, open: false }),
  };
}

function newClimb(task: Task, now: Date): BegunClimb {
  return { id: newId(climbKind, now), createdAt: now.toISOString(), caseSet: task.cases.hash, open: true };
}
