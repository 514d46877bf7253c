/** `fulcrum compare`: two rungs case by case, from stored attempts and today's scorers. Buys nothing. */
import { FulcrumError } from '../domain/errors.ts';
import type { Comparison, Rung } from '../domain/ladder.ts';
import { compareOutcomes } from '../measure/comparison/compare-outcomes.ts';
import { comparisonSettings } from './comparison-settings.ts';
import { findRung } from './find-rung.ts';
import { newId } from './new-id.ts';
import { openScoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { readOutcomesOf } from './read-outcomes-of.ts';
import { recordedStack } from './recorded-stack.ts';
import { findLadder, readLadder } from './show.ts';
import { openTask } from './task.ts';

export interface ComparedRungs {
  readonly candidate: string;
  readonly reference: string;
  /** Sealed when both were read there, else dev. */
  readonly split: 'dev' | 'sealed';
  readonly comparison: Comparison | undefined;
  /** The same in a sentence. */
  readonly text: string;
}

export async function compareRungs(
  workbench: Workbench,
  candidate: string,
  reference: string,
): Promise<ComparedRungs> {
  const { stores, models, options } = workbench;
  const [a, b] = [await readRung(workbench, candidate), await readRung(workbench, reference)];
  const task = await openTask(workbench);
  const scoring = await openScoring(task, {
    caseSets: stores.caseSets,
    interruption: options.interruption,
    paid: { models, ledger: stores.ledger, runId: newId('compare', options.now()) },
  });
  const split = a.sealed && b.sealed ? 'sealed' : 'dev';
  const parts = {
    caseSets: stores.caseSets,
    attempts: stores.attempts,
    caseSetHash: task.cases.hash,
    score: scoring.score,
  };
  const [mine, other] = await Promise.all(
    [a, b].map((r) => readOutcomesOf(recordedStack(r), { split }, parts)),
  );
  const comparison = compareOutcomes(
    mine?.outcomes ?? [],
    other?.outcomes ?? [],
    b.id,
    comparisonSettings(task, scoring.primary),
  );
  return {
    candidate: a.name,
    reference: b.name,
    split,
    comparison,
    text: inWords(a, b, split, comparison, task.config.marginPoints),
  };
}

/** `<climb>:<rung>`; a climb alone means the rung it decided for, any other word a rung of the latest climb. */
async function readRung(workbench: Workbench, name: string): Promise<Rung> {
  const at = name.indexOf(':');
  if (at >= 0) return findRung(await readLadder(workbench, name.slice(0, at)), name.slice(at + 1));
  const ladder = await findLadder(workbench, name);
  if (ladder === undefined) return findRung(await readLadder(workbench, 'latest'), name);
  const { id, decision } = ladder;
  if (decision.rungId === undefined) throw new FulcrumError('NO_RUNG_DECIDED', { id });
  return findRung(ladder, decision.rungId);
}

function inWords(
  a: Rung,
  b: Rung,
  split: string,
  comparison: Comparison | undefined,
  marginPoints: number,
): string {
  if (comparison === undefined) return `No ${split} case is scored for both ${a.name} and ${b.name}.`;
  const { verdict, differencePoints, intervalPoints, pairs, won, lost, pValue, method } = comparison;
  const range = intervalPoints ? ` (${signed(intervalPoints.low)} to ${signed(intervalPoints.high)})` : '';
  return [
    `${a.name} against ${b.name}, ${pairs} ${split} cases: ${verdict} (margin ${marginPoints} points)`,
    `difference ${signed(differencePoints)} points${range}; won ${won}, lost ${lost}${pValue === undefined ? '' : `; p = ${pValue.toPrecision(2)}`}`,
    method,
  ].join('\n');
}

const signed = (points: number) => `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
