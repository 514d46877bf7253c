/** What the scorers of the supplied passages share. Knows nothing of what each of them counts. */
import { z } from 'zod';
import type { ScoreValue } from '../../domain/score.ts';
import { findGold, type GoldEvidence } from './gold-evidence.ts';
import { unscored } from './score-value.ts';
import { defineScorerKind, type ScorerKind } from './scorer-kind.ts';

/** Unscored for a case that says neither gold passages nor gold documents, and for an answer that was recorded without its passages. */
export function defineContextScore(kind: string, score: (gold: GoldEvidence) => ScoreValue): ScorerKind {
  return defineScorerKind({
    kind,
    version: 1,
    settings: z.strictObject({}),
    needsExpected: () => false,
    binary: () => false,
    fromAssertion: (value) => (value === undefined ? {} : undefined),
    open:
      () =>
      ({ case: asked, answer: { evidence } }) => {
        if (evidence === undefined)
          return unscored('the answer was recorded without the passages it was given');
        const gold = findGold(asked, evidence);
        return gold === undefined
          ? unscored('the case names neither gold passages nor gold documents')
          : score(gold);
      },
  });
}
