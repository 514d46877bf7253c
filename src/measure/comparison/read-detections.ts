/** Precision and recall of what scorers were to notice, e.g. that an answer abstains. Knows no scorer by name. */

import type { Reading } from '../../domain/ladder.ts';
import type { Detection } from '../../domain/score.ts';
import { wilson } from '../stats/wilson.ts';
import type { Outcome } from './outcome.ts';

type DetectionReading = NonNullable<Reading['detections']>[number];

/** One per scorer, in order of first appearance; cases without a detection (failed, unscored) are in none. */
export function readDetections(outcomes: readonly Outcome[], confidence: number): DetectionReading[] {
  const byScorer = new Map<string, Detection[]>();
  for (const { detections = {} } of outcomes) {
    for (const [scorer, detection] of Object.entries(detections)) {
      const seen = byScorer.get(scorer);
      if (seen === undefined) byScorer.set(scorer, [detection]);
      else seen.push(detection);
    }
  }
  return [...byScorer].map(([scorer, seen]) => {
    const expected = seen.filter((d) => d.expected).length;
    const found = seen.filter((d) => d.found).length;
    const right = seen.filter((d) => d.expected && d.found).length;
    const precisionInterval = wilson(right, found, confidence);
    const recallInterval = wilson(right, expected, confidence);
    return {
      scorer,
      cases: seen.length,
      expected,
      found,
      right,
      ...(precisionInterval && { precision: right / found, precisionInterval }),
      ...(recallInterval && { recall: right / expected, recallInterval }),
    };
  });
}
