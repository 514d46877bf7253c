/** `fulcrum climb`: pulls the levers, compares on dev, reads the finalists on the sealed set, decides, and keeps the record. */
import type { Finalists } from '../decide/decision/choose-finalists.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Ladder } from '../domain/ladder.ts';
import { buildLadder } from './climb/build-ladder.ts';
import { findReference } from './climb/find-reference.ts';
import { type GrowingLadder, pullLevers } from './climb/pull-levers.ts';
import { readDev } from './climb/read-dev.ts';
import { nameFinalists, readSealed } from './climb/read-sealed.ts';
import { rungLine } from './climb/rung-line.ts';
import { ladderKind, startClimb } from './climb/start-climb.ts';
import { leverCalls, taskSettings } from './climb/task-settings.ts';
import { comparisonSettings } from './comparison-settings.ts';
import { embedCached } from './embed-cached.ts';
import type { BenchParts } from './open-bench.ts';
import { openScoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { openTask } from './task.ts';

export interface ClimbOptions {
  /** Names of levers; empty for all of the task. */
  readonly only: readonly string[];
  /** Dev cases at most, for a quick look; the sealed set is then left alone. */
  readonly limit?: number;
  readonly budgetUsd?: number;
  /** Goes on under the id of the last unfinished climb, with its ledger. */
  readonly resume: boolean;
  readonly concurrency?: number;
}

/** Saves the record whatever ends the climb; an interruption or an exhausted budget is thrown after that, with the id in its details. */
export async function climb(workbench: Workbench, options: ClimbOptions): Promise<Ladder> {
  const { stores, models, loaded } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  const task = await openTask(loaded, stores.caseSets, onProgress);
  const { config } = task;
  await using started = await startClimb(task, options, workbench);
  const { id } = started;
  const paid = { models, ledger: stores.ledger, runId: id };
  const scoring = await openScoring(task, { caseSets: stores.caseSets, interruption, paid });
  const embed = embedCached({ ...paid, cache: stores.embeddings, interruption, onProgress });
  const bench: BenchParts = {
    ...stores,
    task,
    caseSetHash: task.cases.hash,
    runId: id,
    score: scoring.score,
    concurrency: options.concurrency ?? config.concurrency,
    stackParts: { models, artefacts: stores.artefacts, embed, folder: task.folder },
    ...(options.limit !== undefined && { devLimit: options.limit }),
    interruption,
    onProgress,
    now,
  };
  const comparison = comparisonSettings(task, scoring.primary);
  const growing: GrowingLadder = { rungs: [], leftOut: [] };
  const partial = options.only.length > 0 || options.limit !== undefined;
  const record = async (status: Ladder['status'], finalists?: Finalists): Promise<Ladder> => {
    const ladder = await buildLadder({
      ...growing,
      id,
      createdAt: started.createdAt,
      status,
      partial,
      reference: findReference(config, growing.rungs),
      finalists,
      comparison,
      scorerName: scoring.primary.name,
      budgetUsd: options.budgetUsd,
      task,
      stores,
    });
    await stores.records.put({ id, kind: ladderKind, task: task.name, body: ladder as unknown as Json });
    return ladder;
  };
  try {
    const settings = await taskSettings(task, models);
    await pullLevers(leverCalls(task, options.only), settings, bench, growing, (rung) => {
      const reading = readDev([rung], undefined, comparison).get(rung.id);
      if (reading) onProgress({ kind: 'rung', name: rung.candidate.name, line: rungLine(reading) });
    });
    const reference = findReference(config, growing.rungs, !partial);
    const finalists = nameFinalists(growing.rungs, reference, comparison, config.constraints);
    if (finalists !== undefined && !partial) {
      const ids = new Set([...(reference ? [reference.id] : []), ...finalists.ids]);
      await readSealed(
        growing.rungs.filter((r) => ids.has(r.id)),
        id,
        bench,
      );
    }
    const ladder = await record('complete', finalists);
    await started.finish();
    return ladder;
  } catch (error) {
    const status = endOf(error);
    if (status === undefined || !(error instanceof FulcrumError)) throw error;
    await record(status);
    throw new FulcrumError(error.code, { ...error.details, id }, { cause: error });
  }
}

/** The status of a climb that ended early in a way that leaves a record; `undefined` for anything else. */
function endOf(error: unknown): Ladder['status'] | undefined {
  if (!(error instanceof FulcrumError)) return undefined;
  if (error.code === 'INTERRUPTED') return 'interrupted';
  return error.code === 'BUDGET_EXHAUSTED' ? 'budget exhausted' : undefined;
}
