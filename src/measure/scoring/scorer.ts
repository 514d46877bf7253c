/** The seam every scorer implements: one answer to one case in, a value in [0, 1] or a reason out. Knows no scorer by name. */
import type { Answer } from '../../domain/answer.ts';
import type { Case } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { ScoreValue } from '../../domain/score.ts';
import type { AskedModel } from '../../models/asked-model.ts';
import type { ModelSource } from '../../models/model-source.ts';

/** What is judged. The answer is one that was given: failures are dealt with before (`scoreAttempts`), and so are abstentions but for `scoresAbstentions`. */
export interface ScoringSubject {
  readonly case: Case;
  readonly answer: Answer;
}

export interface ScorerContext {
  readonly signal: AbortSignal;
  /** Needed by paid scorers; without both they leave everything unscored. */
  readonly paid?: { readonly purchase: Purchase; readonly models: ModelSource };
}

/** All that decides what a scorer says: equal identities give equal scores (a judge's up to what its model does). */
export interface ScorerIdentity {
  readonly kind: string;
  /** Raised whenever the same settings would give other scores than before. */
  readonly version: number;
  /** Complete, defaults filled in. */
  readonly settings: JsonObject;
}

export interface Scorer {
  /** What the task calls it; its kind unless the user named it. */
  readonly name: string;
  readonly identity: ScorerIdentity;
  /** True when every value is 0 or 1, so that a mean of them is a proportion. */
  readonly binary: boolean;
  /** Models that scoring asks and pays for. */
  readonly asks: readonly AskedModel[];
  readonly needsExpected: boolean;
  /** True when it judges abstentions itself; for all others they are worth 0. */
  readonly scoresAbstentions?: boolean;
  /** How many steps its scale has, where it grades as people do and is to be compared with them. */
  readonly grades?: number;
  /** Throws only what stops a run (`BUDGET_EXHAUSTED`, a refused key …) and the abort reason; whatever else goes wrong is an unscored value with its reason. */
  score(subject: ScoringSubject, context: ScorerContext): ScoreValue | Promise<ScoreValue>;
}

/** 64 hex digits over kind, version and settings; the name is not part of it. */
export function scorerHash(scorer: Pick<Scorer, 'identity'>): string {
  return contentHash(scorer.identity);
}

/** Identifies what a case is judged by: its expectation, its assertions, what it needs of the documents, and its input, which judges and custom scorers read. */
export function expectationHash({ input, expected, assertions, goldDocuments, goldPassages }: Case): string {
  return contentHash({ input, expected, assertions, goldDocuments, goldPassages });
}

/** Key of a stored score: equal keys need no scoring again, so rescoring computes and buys only what changed. */
export function scoreKey(parts: {
  readonly attemptKey: string;
  readonly scorerHash: string;
  readonly expectationHash: string;
}): string {
  const { attemptKey, scorerHash, expectationHash } = parts;
  return contentHash({ attemptKey, scorerHash, expectationHash });
}
