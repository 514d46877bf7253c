/** The list of scorers, one line each, and opening one from its serialisable spec. Knows nothing of how they score. */
import { nearest } from '../../cases/nearest.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Scorer } from './scorer.ts';
import type { ScorerKind } from './scorer-kind.ts';
import { abstention } from './scorers/abstention.ts';
import { acceptedAnswers } from './scorers/accepted-answers.ts';
import { answerRelevancy } from './scorers/answer-relevancy.ts';
import { defineAssertions } from './scorers/assertions.ts';
import { citationCorrectness } from './scorers/citation-correctness.ts';
import { contains } from './scorers/contains.ts';
import { containsAll } from './scorers/contains-all.ts';
import { containsAny } from './scorers/contains-any.ts';
import { contextPrecision } from './scorers/context-precision.ts';
import { contextRecall } from './scorers/context-recall.ts';
import { cost } from './scorers/cost.ts';
import { embeddingSimilarity } from './scorers/embedding-similarity.ts';
import { exactMatch } from './scorers/exact-match.ts';
import { faithfulness } from './scorers/faithfulness.ts';
import { defineFieldScores } from './scorers/field-scores.ts';
import { jsonFields } from './scorers/json-fields.ts';
import { jsonValid } from './scorers/json-valid.ts';
import { judge } from './scorers/judge.ts';
import { judgePairwise } from './scorers/judge-pairwise.ts';
import { label } from './scorers/label.ts';
import { latency } from './scorers/latency.ts';
import { levenshtein } from './scorers/levenshtein.ts';
import { normalisedMatch } from './scorers/normalised-match.ts';
import { numeric } from './scorers/numeric.ts';
import { regex } from './scorers/regex.ts';
import { rougeL } from './scorers/rouge-l.ts';
import { rougeN } from './scorers/rouge-n.ts';
import { startsWith } from './scorers/starts-with.ts';
import { tokenF1 } from './scorers/token-f1.ts';
import { toolCalls } from './scorers/tool-calls.ts';

const singleKinds: readonly ScorerKind[] = [
  exactMatch,
  normalisedMatch,
  acceptedAnswers,
  contains,
  containsAny,
  containsAll,
  startsWith,
  regex,
  numeric,
  label,
  jsonValid,
  jsonFields,
  toolCalls,
  tokenF1,
  rougeL,
  rougeN,
  levenshtein,
  embeddingSimilarity,
  judge,
  judgePairwise,
  faithfulness,
  answerRelevancy,
  contextPrecision,
  contextRecall,
  citationCorrectness,
  abstention,
  latency,
  cost,
];

export const scorerKinds: readonly ScorerKind[] = [
  ...singleKinds,
  defineFieldScores(singleKinds),
  defineAssertions(singleKinds),
];

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
    const kinds = scorerKinds.map((k) => k.kind);
    throw new FulcrumError('SCORER_UNKNOWN', {
      scorer: kind,
      nearest: nearest(kind, kinds) ?? '',
      scorers: kinds.join(', '),
    });
  }
  return found.open(settings, name);
}
