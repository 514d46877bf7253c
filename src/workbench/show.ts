/** `fulcrum show`: the climbs of a task, newest first, and one of them whole. Buys nothing. */
import { FulcrumError } from '../domain/errors.ts';
import { type Ladder, ladderSchema } from '../domain/ladder.ts';
import type { StoredRecord } from '../domain/ports/record-store.ts';
import { ladderKind } from './climb/start-climb.ts';
import type { Workbench } from './open-workbench.ts';
import { taskName } from './task.ts';

export interface LadderSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly status: Ladder['status'];
  readonly rungs: number;
  readonly headline: string;
}

export async function listLadders(workbench: Workbench): Promise<LadderSummary[]> {
  const records = await stored(workbench);
  return records.map((record) => {
    const { id, createdAt, status, rungs, decision } = read(record);
    return { id, createdAt, status, rungs: rungs.length, headline: decision.headline };
  });
}

/** `latest` is the newest. Throws `RECORD_UNKNOWN`. */
export async function readLadder(workbench: Workbench, id: string): Promise<Ladder> {
  const record = id === 'latest' ? (await stored(workbench, 1))[0] : await workbench.stores.records.get(id);
  if (record === undefined || record.kind !== ladderKind) throw new FulcrumError('RECORD_UNKNOWN', { id });
  return read(record);
}

function stored({ stores, loaded }: Workbench, limit?: number): Promise<StoredRecord[]> {
  return stores.records.list({
    kind: ladderKind,
    task: taskName(loaded),
    ...(limit !== undefined && { limit }),
  });
}

function read(record: StoredRecord): Ladder {
  return ladderSchema.parse(record.body);
}
