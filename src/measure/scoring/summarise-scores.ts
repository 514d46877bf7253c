/** Counts and means of scores, per scorer, in constant memory. Gives no intervals and makes no comparison. */
import type { AttemptScore } from './score-attempt.ts';

export interface ScoreSummary {
  readonly scorer: string;
  /** `scored + unscored + failed`. */
  readonly n: number;
  readonly scored: number;
  /** Answered, but could not be scored. */
  readonly unscored: number;
  /** Attempts without an answer. */
  readonly failed: number;
  /** Of `scored`: abstentions, each 0. */
  readonly abstained: number;
  /** Over the scored; absent when none was. */
  readonly mean?: number;
  /** With every failed attempt as 0; absent when nothing was scored or failed. */
  readonly meanFailuresAsZero?: number;
  /** Of `scored`: values of exactly 1. */
  readonly perfect: number;
  /** Why scores or answers are missing, most frequent first; rarer reasons beyond 20 are left out. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

const reasonsKept = 1000;
const reasonsShown = 20;

/** In order of first appearance of the scorers. */
export async function summariseScores(
  scores: AsyncIterable<AttemptScore> | Iterable<AttemptScore>,
): Promise<ScoreSummary[]> {
  const tallies = new Map<string, Tally>();
  for await (const score of scores) {
    let tally = tallies.get(score.scorer);
    if (tally === undefined) {
      tally = { scored: 0, unscored: 0, failed: 0, abstained: 0, sum: 0, perfect: 0, reasons: new Map() };
      tallies.set(score.scorer, tally);
    }
    add(tally, score);
  }
  return [...tallies].map(([scorer, tally]) => summary(scorer, tally));
}

interface Tally {
  scored: number;
  unscored: number;
  failed: number;
  abstained: number;
  sum: number;
  perfect: number;
  readonly reasons: Map<string, number>;
}

function add(tally: Tally, { outcome, value }: AttemptScore): void {
  if (value.kind === 'scored') {
    tally.scored++;
    tally.sum += value.value;
    if (value.value === 1) tally.perfect++;
    if (outcome === 'abstained') tally.abstained++;
    return;
  }
  if (outcome === 'failed') tally.failed++;
  else tally.unscored++;
  const seen = tally.reasons.get(value.reason);
  if (seen !== undefined || tally.reasons.size < reasonsKept)
    tally.reasons.set(value.reason, (seen ?? 0) + 1);
}

function summary(scorer: string, tally: Tally): ScoreSummary {
  const { scored, unscored, failed, abstained, sum, perfect } = tally;
  const reasons = [...tally.reasons]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, reasonsShown);
  return {
    scorer,
    n: scored + unscored + failed,
    scored,
    unscored,
    failed,
    abstained,
    ...(scored > 0 && { mean: sum / scored }),
    ...(scored + failed > 0 && { meanFailuresAsZero: sum / (scored + failed) }),
    perfect,
    reasons,
  };
}
