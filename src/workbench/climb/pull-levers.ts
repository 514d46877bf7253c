/** Pulls the task's levers one after the other and measures what they propose on dev. Knows no lever by name. */
import { FulcrumError } from '../../domain/errors.ts';
import type { SpendingTotals } from '../../domain/ports/ledger.ts';
import type { Lever, MeasuredStack, TaskSettings } from '../../levers/lever.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { readTraining } from '../after-training/read-training.ts';
import { estimateRun } from '../estimate-run.ts';
import { measureStack } from '../measure-stack.ts';
import { type BenchParts, openBench, toMeasurement } from '../open-bench.ts';
import type { LeverCall } from './lever-calls.ts';
import type { LeftOut, MeasuredRung } from './measured-rung.ts';

export interface GrowingLadder {
  readonly rungs: MeasuredRung[];
  readonly leftOut: LeftOut[];
}

/**
 * Fills `ladder` as it goes, so that what was measured survives an interruption. A lever that cannot be pulled, or whose stack fails as a
 * whole, is left out with its reason; what ends the run (budget, interruption) or may pass (an outage) is thrown.
 */
export async function pullLevers(
  calls: readonly LeverCall[],
  task: TaskSettings,
  parts: BenchParts,
  ladder: GrowingLadder,
  onRung: (rung: MeasuredRung) => void,
): Promise<void> {
  for (const { lever, settings } of calls) {
    parts.interruption.throwIfInterrupted();
    const reason = lever.inapplicable(task, settings);
    if (reason !== undefined) {
      ladder.leftOut.push({ name: lever.name, lever: lever.name, reason });
      parts.onProgress({ kind: 'note', text: `${lever.name} is left out: ${reason}` });
      continue;
    }
    try {
      await pullLever(lever, settings, task, parts, ladder, onRung);
    } catch (error) {
      if (!(error instanceof FulcrumError) || error.stopsRun || error.transient) throw error;
      ladder.leftOut.push({
        name: lever.name,
        lever: lever.name,
        reason: `${error.message} ${error.advice}`,
      });
      parts.onProgress({ kind: 'note', text: `${lever.name} is left out: ${error.message}` });
    }
  }
}

async function pullLever(
  lever: Lever,
  settings: unknown,
  task: TaskSettings,
  parts: BenchParts,
  ladder: GrowingLadder,
  onRung: (rung: MeasuredRung) => void,
): Promise<void> {
  const startedAt = performance.now();
  const before = await parts.ledger.totals(parts.runId);
  parts.onProgress({ kind: 'step', text: lever.name });
  const proposed = await lever.propose(task, settings, ladder.rungs.map(asMeasured), openBench(parts));
  const making = {
    seconds: (performance.now() - startedAt) / 1000,
    costUsd: costBetween(before, await parts.ledger.totals(parts.runId)),
  };
  for (const candidate of proposed) {
    const stack = await openStack(candidate.stack, parts.stackParts);
    if (ladder.rungs.some((r) => r.stack.hash === stack.hash)) continue;
    const dev = await measureOn('dev', candidate.name, stack, parts);
    const training = await readTraining(candidate, stack, dev, parts);
    const rung: MeasuredRung = {
      id: stack.hash.slice(0, 12),
      lever: lever.name,
      candidate,
      stack,
      making,
      dev,
      ...(training && { training }),
    };
    ladder.rungs.push(rung);
    onRung(rung);
  }
}

/** Prints what the calls may cost, then measures. */
export async function measureOn(split: 'dev' | 'sealed', name: string, stack: LiveStack, parts: BenchParts) {
  const limit = split === 'dev' ? parts.devLimit : undefined;
  const total = Math.min(parts.task.cases.counts[split], limit ?? Number.POSITIVE_INFINITY);
  const query = { split, ...(limit !== undefined && { limit }) };
  await estimateRun(stack, { name, ...query }, parts);
  return measureStack(stack, { name, total, ...query }, parts);
}

function asMeasured({ candidate, lever, stack, dev }: MeasuredRung): MeasuredStack {
  return {
    name: candidate.name,
    lever,
    stack: candidate.stack,
    dev: toMeasurement(stack.hash, 'dev', dev),
  };
}

function costBetween(before: SpendingTotals, after: SpendingTotals): number | undefined {
  return after.callsWithoutCost > before.callsWithoutCost ? undefined : after.settledUsd - before.settledUsd;
}
