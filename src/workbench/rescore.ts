/** `fulcrum rescore`: judges stored answers anew and decides anew. Buys nothing. */
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Ladder, Rung } from '../domain/ladder.ts';
import { buildLadder } from './climb/build-ladder.ts';
import { findReference } from './climb/find-reference.ts';
import type { MeasuredRung } from './climb/measured-rung.ts';
import { nameFinalists } from './climb/name-finalists.ts';
import { comparisonSettings } from './comparison-settings.ts';
import { openScoring, type Scoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { readOutcomesOf } from './read-outcomes-of.ts';
import { recordedStack } from './recorded-stack.ts';
import { climbOf, rescoredId, rescoredKind } from './rescored-id.ts';
import { readLadder } from './show.ts';
import { openTask, type Task } from './task.ts';

/**
 * Saved beside the record of the climb, in place of an earlier rescoring of it. The cases may have changed in what they expect, not in their inputs: throws `CASES_CHANGED` when a dev case
 * has no stored answer any more. Rungs whose sealed answers are not all there count as not read on the sealed set.
 */
export async function rescore(workbench: Workbench, id: string): Promise<Ladder> {
  const { stores, models } = workbench;
  const { interruption, now } = workbench.options;
  const { id: named } = await readLadder(workbench, id);
  const old = await readLadder(workbench, climbOf(named));
  const task = await openTask(workbench);
  const newRecord = rescoredId(old.id);
  const scoring = await openScoring(task, {
    caseSets: stores.caseSets,
    interruption,
    paid: { models, ledger: stores.ledger, runId: newRecord },
  });
  const rungs: MeasuredRung[] = [];
  for (const rung of old.rungs) rungs.push(await readAnew(rung, old, task, scoring, workbench));
  const comparison = comparisonSettings(task, scoring.primary);
  const reference = findReference(task.config, rungs);
  const ladder = await buildLadder({
    id: newRecord,
    createdAt: now(),
    status: old.status,
    stoppedBy: old.stoppedBy,
    rungs,
    leftOut: old.leftOut,
    quickLook: old.quickLook,
    reference,
    finalists: nameFinalists(rungs, reference, comparison, task.config.constraints),
    comparison,
    scorers: scoring.scorers,
    budgetUsd: undefined,
    task,
    stores,
  });
  await stores.records.put({
    id: newRecord,
    kind: rescoredKind,
    task: task.name,
    body: ladder as unknown as Json,
  });
  return ladder;
}

async function readAnew(
  rung: Rung,
  { id: climbId, quickLook }: Ladder,
  task: Task,
  { score }: Scoring,
  { stores }: Workbench,
): Promise<MeasuredRung> {
  const { id, name, lever, why, referenceLine, ceiling, making } = rung;
  const stack = recordedStack(rung);
  const parts = { ...stores, caseSetHash: task.cases.hash, score };
  const limit = quickLook?.devCases;
  const dev = await readOutcomesOf(stack, { split: 'dev', ...(limit !== undefined && { limit }) }, parts);
  if (dev.missing > 0) {
    throw new FulcrumError('CASES_CHANGED', { id: climbId, rung: name, missing: dev.missing });
  }
  const sealed = rung.sealed && (await readOutcomesOf(stack, { split: 'sealed' }, parts));
  const isWhole = sealed !== undefined && sealed.missing === 0 && sealed.outcomes.length > 0;
  return {
    id,
    lever,
    candidate: { name, stack: stack.spec, why, referenceLine, ...(ceiling && { ceiling }) },
    stack: {
      ...stack,
      prefixState: 'value' in rung.dev.latency ? rung.dev.latency.value.prefix : 'unknown',
    },
    making: {
      seconds: making.seconds,
      costUsd: 'value' in making.costUsd ? making.costUsd.value : undefined,
    },
    dev: dev.outcomes,
    ...(isWhole && { sealed: sealed.outcomes }),
  };
}
