/** Checks one reading against what the user can accept. Knows nothing of other rungs. */
import type { Ladder, Reading } from '../../domain/ladder.ts';

export type Constraints = Ladder['constraints'];

/** Each constraint the reading breaks or cannot be shown to keep, in words. Empty means admissible. */
export function brokenConstraints(reading: Reading, constraints: Constraints): string[] {
  const { minScore, maxP95Ms, maxUsdPer1k } = constraints;
  const broken: string[] = [];
  if (minScore !== undefined) {
    if ('unknown' in reading.score) broken.push(`its score is unknown (${reading.score.unknown})`);
    else if (reading.score.value < minScore) {
      broken.push(`score ${percent(reading.score.value)} is below the floor of ${percent(minScore)}`);
    }
  }
  if (maxP95Ms !== undefined) {
    const p95Ms = 'value' in reading.latency ? reading.latency.value.p95Ms : undefined;
    if (p95Ms === undefined) broken.push('its p95 is unknown (fewer than 100 timed answers)');
    else if (p95Ms > maxP95Ms) broken.push(`p95 ${Math.round(p95Ms)} ms is above ${maxP95Ms} ms`);
  }
  if (maxUsdPer1k !== undefined) {
    const cost = reading.usdPer1kAnswers;
    if ('unknown' in cost) broken.push(`its cost is unknown (${cost.unknown})`);
    else if (cost.value > maxUsdPer1k) {
      broken.push(`$${cost.value.toPrecision(3)} per 1,000 answers is above $${maxUsdPer1k}`);
    }
  }
  return broken;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
