/** Opens the scorers of a task. Knows nothing of what they judge by. */

import type { Expected } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { CaseSetStore } from '../domain/ports/case-set-store.ts';
import type { Ledger } from '../domain/ports/ledger.ts';
import { type CustomScoreFunction, customScorer } from '../measure/scoring/custom-scorer.ts';
import { defaultScorers } from '../measure/scoring/default-scorers.ts';
import { attemptScorer, type ScoreAttempt } from '../measure/scoring/score-attempt.ts';
import type { Scorer } from '../measure/scoring/scorer.ts';
import { openScorer } from '../measure/scoring/scorer-registry.ts';
import type { ModelSource } from '../models/model-source.ts';
import type { CustomScorer } from './config/task-config.ts';
import type { Interruption } from './interruption.ts';
import type { Task } from './task.ts';

export interface Scoring {
  readonly primary: Scorer;
  /** The primary one first. */
  readonly scorers: readonly Scorer[];
  readonly score: ScoreAttempt;
}

export interface ScoringParts {
  readonly caseSets: CaseSetStore;
  readonly interruption: Interruption;
  /** A run whose budget was not opened buys nothing: judges replay what they bought before, or leave cases unscored. */
  readonly paid: { readonly models: ModelSource; readonly ledger: Ledger; readonly runId: string };
}

/** Cases looked at to see what the set expects. */
const sampleSize = 200;

export async function openScoring(
  task: Task,
  { caseSets, interruption, paid }: ScoringParts,
): Promise<Scoring> {
  const scorers = task.config.scorers?.map(openStated) ?? (await openDefaults(task, caseSets));
  const [primary] = scorers;
  if (primary === undefined) throw new FulcrumError('NOTHING_TO_SCORE', { task: task.name });
  const score = attemptScorer(scorers, {
    signal: interruption.hard,
    paid: {
      models: paid.models,
      purchaseFor: (key) => paid.ledger.purchase({ runId: paid.runId, attemptKey: key }),
    },
  });
  return { primary, scorers, score };
}

/** A scorer as the config writes it, at its place there. Throws `SCORER_UNKNOWN` or `SCORER_SETTINGS`. */
export function openStated(given: NonNullable<Task['config']['scorers']>[number], at: number): Scorer {
  if (typeof given === 'string') return openScorer({ kind: given });
  if (typeof given === 'function') return openCustom(given, at);
  const { kind, name, settings } = given;
  return openScorer({ kind, ...(name !== undefined && { name }), ...(settings && { settings }) });
}

function openCustom(given: CustomScorer, at: number): Scorer {
  return customScorer({
    name: given.name || `scorer ${at + 1}`,
    score: given as unknown as CustomScoreFunction,
    digest: contentHash(String(given)),
  });
}

async function openDefaults(task: Task, caseSets: CaseSetStore): Promise<Scorer[]> {
  const kinds = new Set<Expected['kind']>();
  let assertions = false;
  for (const split of ['train', 'dev', 'sealed'] as const) {
    for await (const one of caseSets.stream(task.cases.hash, { split, limit: sampleSize })) {
      if (one.expected) kinds.add(one.expected.kind);
      if (one.assertions && one.assertions.length > 0) assertions = true;
    }
  }
  return defaultScorers(task.contract, { kinds, assertions }).map(openScorer);
}
