/** The list of scorers, one line each, and opening one from its serialisable spec. Knows nothing of how they score. */
import { FulcrumError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Scorer } from './scorer.ts';
import type { ScorerKind } from './scorer-kind.ts';
import { acceptedAnswers } from './scorers/accepted-answers.ts';
import { exactMatch } from './scorers/exact-match.ts';
import { label } from './scorers/label.ts';
import { normalisedMatch } from './scorers/normalised-match.ts';

export const scorerKinds: readonly ScorerKind[] = [exactMatch, normalisedMatch, acceptedAnswers, label];

/** A scorer as a task writes it. */
export interface ScorerSpec {
  readonly kind: string;
  readonly name?: string;
  readonly settings?: JsonObject;
}

/** Throws `SCORER_UNKNOWN` or `SCORER_SETTINGS`. */
export function openScorer({ kind, name, settings }: ScorerSpec): Scorer {
  const found = scorerKinds.find((k) => k.kind === kind);
  if (found === undefined) {
    throw new FulcrumError('SCORER_UNKNOWN', {
      scorer: kind,
      scorers: scorerKinds.map((k) => k.kind).join(', '),
    });
  }
  return found.open(settings, name);
}
