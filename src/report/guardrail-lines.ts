/** What the guardrails of each rung did about its answers, in words for every report. Knows no layout. */
import type { Ladder, Reading } from '../domain/ladder.ts';
import { count } from './format/count.ts';

/** One for each rung with guardrails and each split it was read on. */
export function guardrailLines({ rungs }: Ladder): string[] {
  return rungs.flatMap(({ name, dev, sealed }) =>
    [dev, sealed].flatMap((reading) =>
      reading?.guardrails ? `${name}, ${inWords(reading, reading.guardrails)}` : [],
    ),
  );
}

function inWords(
  { split }: Reading,
  { groundedness: { answers, passed, flagged, retried, abstained } }: NonNullable<Reading['guardrails']>,
): string {
  return `of ${count(answers)} answers on ${split}: ${count(passed)} let through, ${count(flagged)} flagged, ${count(retried)} let through when asked again, ${count(abstained)} replaced by the abstention`;
}
