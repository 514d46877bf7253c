/** `fulcrum show`: the climbs of a task, newest first, and one of them whole. Buys nothing. */
import { FulcrumError } from '../domain/errors.ts';
import { type Ladder, ladderSchema } from '../domain/ladder.ts';
import type { StoredRecord } from '../domain/ports/record-store.ts';
import { ladderKind } from './climb/start-climb.ts';
import type { Workbench } from './open-workbench.ts';
import { rescoredId, rescoredKind } from './rescored-id.ts';
import { taskName } from './task.ts';

export interface LadderSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly status: Ladder['status'];
  readonly stoppedBy?: Ladder['stoppedBy'];
  readonly rungs: number;
  readonly headline: string;
}

/** Newest climb first, each after what it was last judged to be by `rescore`, if it was. */
export async function listLadders(workbench: Workbench): Promise<LadderSummary[]> {
  const rescored = new Map((await stored(workbench, rescoredKind)).map((record) => [record.id, record]));
  const climbs = await stored(workbench, ladderKind);
  const records = climbs.flatMap((climb) => {
    const judged = rescored.get(rescoredId(climb.id));
    return judged === undefined ? [climb] : [judged, climb];
  });
  return records.map((record) => {
    const { id, createdAt, status, stoppedBy, rungs, decision } = read(record);
    return {
      id,
      createdAt,
      status,
      ...(stoppedBy && { stoppedBy }),
      rungs: rungs.length,
      headline: decision.headline,
    };
  });
}

/** `latest` is the newest climb, as it was last judged. Throws `RECORD_UNKNOWN`. */
export async function readLadder(workbench: Workbench, id: string): Promise<Ladder> {
  const ladder = await findLadder(workbench, id);
  if (ladder === undefined) throw new FulcrumError('RECORD_UNKNOWN', { id });
  return ladder;
}

/** As `readLadder`; `undefined` when there is none. */
export async function findLadder(workbench: Workbench, id: string): Promise<Ladder | undefined> {
  const record = id === 'latest' ? await latest(workbench) : await workbench.stores.records.get(id);
  return record?.kind === ladderKind || record?.kind === rescoredKind ? read(record) : undefined;
}

/** A climb that went on after it was rescored counts as it then ended. */
async function latest(workbench: Workbench): Promise<StoredRecord | undefined> {
  const [climb] = await stored(workbench, ladderKind, 1);
  if (climb === undefined) return undefined;
  const rescored = await workbench.stores.records.get(rescoredId(climb.id));
  return rescored !== undefined && rescored.updatedAt > climb.updatedAt ? rescored : climb;
}

function stored({ stores, loaded }: Workbench, kind: string, limit?: number): Promise<StoredRecord[]> {
  return stores.records.list({
    kind,
    task: taskName(loaded),
    ...(limit !== undefined && { limit }),
  });
}

function read(record: StoredRecord): Ladder {
  return ladderSchema.parse(record.body);
}
