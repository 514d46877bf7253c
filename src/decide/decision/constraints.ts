/** Checks one reading against what the user can accept. Knows nothing of other rungs. */
import type { ConstraintCheck, Ladder, Reading } from '../../domain/ladder.ts';

export type Constraints = Ladder['constraints'];

/** One check per constraint that is set. */
export function checkConstraints(reading: Reading, constraints: Constraints): ConstraintCheck[] {
  const { minScore, maxP95Ms, maxUsdPer1k } = constraints;
  const checks: ConstraintCheck[] = [];
  if (minScore !== undefined) checks.push(checkScore(reading, minScore));
  if (maxP95Ms !== undefined) checks.push(checkLatency(reading, maxP95Ms));
  if (maxUsdPer1k !== undefined) checks.push(checkCost(reading, maxUsdPer1k));
  return checks;
}

/** A constraint that cannot be shown to be met is not met. */
export function isAdmissible(reading: Reading, constraints: Constraints): boolean {
  return checkConstraints(reading, constraints).every((c) => c.outcome === 'met');
}

function checkScore({ score }: Reading, floor: number): ConstraintCheck {
  const constraint = 'minScore';
  if ('unknown' in score)
    return { constraint, outcome: 'unknown', detail: `the score is unknown: ${score.unknown}` };
  const met = score.value >= floor;
  return {
    constraint,
    outcome: met ? 'met' : 'missed',
    detail: `score of ${percent(score.value)} is ${met ? 'at or above' : 'below'} the floor of ${percent(floor)}`,
  };
}

function checkLatency({ latency }: Reading, ceilingMs: number): ConstraintCheck {
  const constraint = 'maxP95Ms';
  const p95Ms = 'value' in latency ? latency.value.p95Ms : undefined;
  if (p95Ms === undefined) {
    const timed = 'value' in latency ? latency.value.n : 0;
    const detail = `p95 is unknown: it takes 100 answers timed alike, and there are ${timed}`;
    return { constraint, outcome: 'unknown', detail };
  }
  const met = p95Ms <= ceilingMs;
  return {
    constraint,
    outcome: met ? 'met' : 'missed',
    detail: `p95 of ${milliseconds(p95Ms)} is ${met ? 'within' : 'above'} ${milliseconds(ceilingMs)}`,
  };
}

function checkCost({ usdPer1kAnswers: cost }: Reading, ceilingUsd: number): ConstraintCheck {
  const constraint = 'maxUsdPer1k';
  if ('unknown' in cost)
    return { constraint, outcome: 'unknown', detail: `the cost is unknown: ${cost.unknown}` };
  const met = cost.value <= ceilingUsd;
  return {
    constraint,
    outcome: met ? 'met' : 'missed',
    detail: `${usd(cost.value)} per 1,000 answers is ${met ? 'within' : 'above'} ${usd(ceilingUsd)}`,
  };
}

// Digits enough that what misses a bound does not read as if it met it.
const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
const milliseconds = (ms: number) => `${ms.toLocaleString('en', { maximumFractionDigits: 1 })} ms`;
const usd = (amount: number) => `$${amount.toLocaleString('en', { maximumSignificantDigits: 4 })}`;
