/** `fulcrum climb`: pulls the levers, compares on dev, reads the finalists on the sealed set, decides, and keeps the record. */
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Ladder, Reading } from '../domain/ladder.ts';
import type { ComparisonSettings } from '../measure/comparison/compare-outcomes.ts';
import { readOutcomes } from '../measure/comparison/read-outcomes.ts';
import { buildLadder, type LadderParts } from './climb/build-ladder.ts';
import { findReference } from './climb/find-reference.ts';
import type { MeasuredRung } from './climb/measured-rung.ts';
import { type Ladder as GrowingLadder, pullLevers } from './climb/pull-levers.ts';
import { nameFinalists, readSealed } from './climb/read-sealed.ts';
import { rungLine } from './climb/rung-line.ts';
import { startClimb } from './climb/start-climb.ts';
import { leverCalls, taskSettings } from './climb/task-settings.ts';
import { embedCached } from './embed-cached.ts';
import type { BenchParts } from './open-bench.ts';
import { openScoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { openTask } from './task.ts';

export interface ClimbOptions {
  /** Names of levers; empty for all of the task. */
  readonly only: readonly string[];
  /** Dev and sealed cases at most, for a quick look; the sealed set is then left alone. */
  readonly limit?: number;
  readonly budgetUsd?: number;
  /** Goes on under the id of the last unfinished climb, with its ledger. */
  readonly resume: boolean;
  readonly concurrency?: number;
}

export const ladderKind = 'ladder';

/** Saves the record whatever ends the climb; an interruption or an exhausted budget is thrown after that, with the id in its details. */
export async function climb(workbench: Workbench, options: ClimbOptions): Promise<Ladder> {
  const { stores, models, loaded } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  const task = await openTask(loaded, stores.caseSets, onProgress);
  const { config } = task;
  await using started = await startClimb(task, options, workbench);
  const { id } = started;
  const scoring = await openScoring(task, {
    caseSets: stores.caseSets,
    interruption,
    paid: { models, ledger: stores.ledger, runId: id },
  });
  const embed = embedCached({
    models,
    cache: stores.embeddings,
    ledger: stores.ledger,
    runId: id,
    interruption,
    onProgress,
  });
  const bench: BenchParts = {
    task,
    caseSets: stores.caseSets,
    attempts: stores.attempts,
    ledger: stores.ledger,
    artefacts: stores.artefacts,
    caseSetHash: task.cases.hash,
    runId: id,
    score: scoring.score,
    concurrency: options.concurrency ?? config.concurrency,
    stackParts: { models, artefacts: stores.artefacts, embed, folder: task.folder },
    interruption,
    onProgress,
    now,
  };
  const comparison: ComparisonSettings = {
    binary: scoring.primary.binary,
    margin: config.marginPoints / 100,
    confidence: config.confidence,
    seed: config.seed,
  };
  const growing: GrowingLadder = { rungs: [], leftOut: [] };
  const devReadings = new Map<string, Reading>();
  const read = (rung: MeasuredRung) => {
    const reference = findReference(config, growing.rungs);
    const reading = readOutcomes(rung.dev, {
      ...comparison,
      split: 'dev',
      prefixState: rung.stack.prefixState,
      ...(reference && reference !== rung && { reference: reference.dev }),
    });
    devReadings.set(rung.id, reading);
    return reading;
  };
  const build = (status: Ladder['status'], rest: Partial<LadderParts> = {}) =>
    buildLadder({
      id,
      createdAt: started.createdAt,
      status,
      rungs: growing.rungs,
      leftOut: growing.leftOut,
      reference: findReference(config, growing.rungs),
      finalists: undefined,
      devReadings,
      comparison,
      scorerName: scoring.primary.name,
      budgetUsd: options.budgetUsd,
      bench,
      ...rest,
    });
  try {
    const settings = await taskSettings(task, models);
    await pullLevers(leverCalls(task, options.only), settings, bench, growing, (rung) =>
      onProgress({ kind: 'rung', name: rung.candidate.name, line: rungLine(read(rung)) }),
    );
    const reference = findReference(config, growing.rungs, true);
    for (const rung of growing.rungs) read(rung);
    const finalists = nameFinalists(growing.rungs, devReadings, reference, comparison, config.constraints);
    if (finalists !== undefined && options.only.length === 0) {
      const ids = new Set([...(reference ? [reference.id] : []), ...finalists.ids]);
      await readSealed(
        growing.rungs.filter((r) => ids.has(r.id)),
        id,
        bench,
      );
    }
    const ladder = await save(await build('complete', { reference, finalists }));
    await started.finish();
    return ladder;
  } catch (error) {
    const status = endOf(error);
    if (status === undefined) throw error;
    const ladder = await save(await build(status));
    throw new FulcrumError(
      (error as FulcrumError).code,
      { ...(error as FulcrumError).details, id: ladder.id },
      { cause: error },
    );
  }

  async function save(ladder: Ladder): Promise<Ladder> {
    await stores.records.put({ id, kind: ladderKind, task: task.name, body: ladder as unknown as Json });
    return ladder;
  }
}

/** The status of a climb that ended early in a way that leaves a record; `undefined` for anything else. */
function endOf(error: unknown): Ladder['status'] | undefined {
  if (!(error instanceof FulcrumError)) return undefined;
  if (error.code === 'INTERRUPTED') return 'interrupted';
  return error.code === 'BUDGET_EXHAUSTED' ? 'budget exhausted' : undefined;
}
