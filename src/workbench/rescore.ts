/** `fulcrum rescore`: judges stored answers anew and decides anew. Buys nothing. */
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Ladder, Rung } from '../domain/ladder.ts';
import type { StackSpec } from '../domain/stack.ts';
import { buildLadder } from './climb/build-ladder.ts';
import { findReference } from './climb/find-reference.ts';
import type { MeasuredRung } from './climb/measured-rung.ts';
import { nameFinalists } from './climb/read-sealed.ts';
import { ladderKind } from './climb/start-climb.ts';
import { comparisonSettings } from './comparison-settings.ts';
import { newId } from './new-id.ts';
import { openScoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { readOutcomesOf } from './read-outcomes-of.ts';
import { readLadder } from './show.ts';
import { openTask } from './task.ts';

/** Saved beside the old record. Throws `CASES_CHANGED` when the case set is no longer the one that was climbed. */
export async function rescore(workbench: Workbench, id: string): Promise<Ladder> {
  const { stores, models, loaded } = workbench;
  const { interruption, now, onProgress } = workbench.options;
  const old = await readLadder(workbench, id);
  const task = await openTask(loaded, stores.caseSets, onProgress);
  const newRecord = newId('rescore', now());
  const scoring = await openScoring(task, {
    caseSets: stores.caseSets,
    interruption,
    paid: { models, ledger: replayOnly(stores.ledger), runId: newRecord },
  });
  const parts = { ...stores, caseSetHash: task.cases.hash, score: scoring.score };
  const rungs: MeasuredRung[] = [];
  for (const rung of old.rungs) {
    const stack = { spec: rung.stack as unknown as StackSpec, hash: rung.stackHash };
    const dev = await readOutcomesOf(stack, { split: 'dev' }, parts);
    if (dev.outcomes.length === 0) throw new FulcrumError('CASES_CHANGED', { id: old.id, rung: rung.name });
    const sealed = rung.sealed && (await readOutcomesOf(stack, { split: 'sealed' }, parts)).outcomes;
    rungs.push(remeasured(rung, stack, dev.outcomes, sealed));
  }
  const comparison = comparisonSettings(task, scoring.primary);
  const reference = findReference(task.config, rungs);
  const ladder = await buildLadder({
    id: newRecord,
    createdAt: now(),
    status: old.status,
    rungs,
    leftOut: old.leftOut,
    partial: false,
    reference,
    finalists: nameFinalists(rungs, reference, comparison, task.config.constraints),
    comparison,
    scorerName: scoring.primary.name,
    budgetUsd: undefined,
    task,
    stores,
  });
  await stores.records.put({
    id: newRecord,
    kind: ladderKind,
    task: task.name,
    body: ladder as unknown as Json,
  });
  return ladder;
}

function remeasured(
  rung: Rung,
  { spec, hash }: { readonly spec: StackSpec; readonly hash: string },
  dev: MeasuredRung['dev'],
  sealed: MeasuredRung['dev'] | undefined,
): MeasuredRung {
  const { id, name, lever, why, referenceLine, making } = rung;
  const prefixState = 'value' in rung.dev.latency ? rung.dev.latency.value.prefix : 'unknown';
  return {
    id,
    lever,
    candidate: { name, stack: spec, why, referenceLine },
    stack: { spec, hash, prefixState },
    making: {
      seconds: making.seconds,
      costUsd: 'value' in making.costUsd ? making.costUsd.value : undefined,
    },
    dev,
    ...(sealed && { sealed }),
  };
}

/** A ledger from which judges get only what they bought before. */
function replayOnly(ledger: Workbench['stores']['ledger']): Workbench['stores']['ledger'] {
  return {
    ...ledger,
    purchase: (scope) => {
      const purchase = ledger.purchase(scope);
      return (intent) =>
        purchase(intent, async () => {
          throw new FulcrumError('NOT_BOUGHT', { model: intent.model });
        });
    },
  };
}
