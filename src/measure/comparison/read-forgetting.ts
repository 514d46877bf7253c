/** What a tuned model forgot of the general set: each kind for it and its base, and the items it lost. Knows neither model. */
import { type Case, inputText } from '../../domain/case.ts';
import type { Forgetting } from '../../domain/ladder-training.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { meanInterval } from './mean-interval.ts';
import type { Outcome } from './outcome.ts';

/** Both answered `items`, each tagged with its kind; whoever gave no whole reply is wrong. `undefined` where no item was scored for both. */
export function readForgetting(
  base: readonly Outcome[],
  tuned: readonly Outcome[],
  items: readonly Case[],
  settings: ComparisonSettings,
): Forgetting | undefined {
  const comparison = compareOutcomes(tuned, base, 'base', settings);
  if (comparison === undefined) return undefined;
  const baseScores = new Map(base.map((o) => [o.caseId, o.score]));
  const tunedScores = new Map(tuned.map((o) => [o.caseId, o.score]));
  const kinds = [...new Set(items.flatMap(({ tags }) => tags))];
  return {
    items: items.length,
    base: readShare(base, settings),
    tuned: readShare(tuned, settings),
    comparison,
    kinds: kinds.map((kind) => {
      const ofKind = ({ tags }: Outcome) => tags.includes(kind);
      return {
        kind,
        base: readShare(base.filter(ofKind), settings),
        tuned: readShare(tuned.filter(ofKind), settings),
      };
    }),
    lost: items
      .filter(({ id }) => (tunedScores.get(id) ?? 1) < (baseScores.get(id) ?? 0))
      .map(({ id, input }) => ({ id, prompt: inputText(input) })),
  };
}

function readShare(outcomes: readonly Outcome[], settings: ComparisonSettings): Forgetting['base'] {
  const scored = outcomes.filter((o) => o.score !== undefined);
  const interval = meanInterval(scored, settings)?.interval;
  return {
    scored: scored.length,
    right: scored.filter((o) => o.score === 1).length,
    failed: outcomes.filter((o) => o.failed).length,
    ...(interval && { interval }),
  };
}
