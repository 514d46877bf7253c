/** The weighted mean of the checks attached to a case, or whether all of them hold. Knows the checks only as other scorers. */
import { z } from 'zod';
import type { Assertion } from '../../../domain/case.ts';
import { canonicalJson } from '../../../domain/content-hash.ts';
import type { ScoreValue } from '../../../domain/score.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { type AssertionModels, readAssertion } from '../assertion-scorers.ts';
import { modelRefSchema } from '../model-ref-schema.ts';
import { rightOrWrong, scored, unscored } from '../score-value.ts';
import type { Scorer, ScorerContext, ScoringSubject } from '../scorer.ts';
import { defineScorerKind, guarded, type ScorerKind } from '../scorer-kind.ts';

/** Opened scorers kept, since assertions of many cases are alike and a pattern or schema takes time to compile. */
const scorersKept = 1000;

/**
 * promptfoo's `assert`: each check counts its scorer's value or, with a `threshold`, 1 when the value reaches it and 0 when not; a negated one
 * counts 1 minus that; weights default to 1. A check that cannot be scored leaves the case unscored with the reason: a mean over the others
 * would judge cases by different measures.
 */
export function defineAssertions(kinds: readonly ScorerKind[]): ScorerKind {
  return defineScorerKind({
    kind: 'assertions',
    version: 1,
    settings: z.strictObject({
      /** Answers `judge`, `llm-rubric` and `factuality` checks. */
      judge: modelRefSchema.optional(),
      /** Answers `embedding-similarity` and `similar` checks. */
      embedding: modelRefSchema.optional(),
      /** 1 when every check that has a weight counts 1, else 0. */
      every: z.boolean().optional(),
    }),
    asks: ({ judge, embedding }) => [
      ...(judge ? [{ kind: 'chat' as const, ref: judge }] : []),
      ...(embedding ? [{ kind: 'embedding' as const, ref: embedding }] : []),
    ],
    needsExpected: () => false,
    binary: ({ every }) => every === true,
    fromAssertion: () => undefined,
    open({ every, ...models }) {
      const check = openCheck(kinds, models);
      return async (subject, context) => {
        const { assertions = [] } = subject.case;
        const checks: { scorer: string; value: number; weight: number }[] = [];
        for (const assertion of assertions) {
          const { scorer, weight = 1, negated = false } = assertion;
          const name = excerpt(negated ? `not ${scorer}` : scorer);
          if (!(weight >= 0 && Number.isFinite(weight))) return unscored(`${name}: ${weight} is no weight`);
          const value = await guarded(() => check(assertion, subject, context), context.signal);
          if (value.kind === 'unscored') return unscored(`${name}: ${value.reason}`);
          checks.push({ scorer: name, value: value.value, weight });
        }
        const mean = weightedMean(checks);
        return every && mean.kind === 'scored' ? rightOrWrong(mean.value === 1, mean.metadata) : mean;
      };
    },
  });
}

function weightedMean(checks: readonly { scorer: string; value: number; weight: number }[]): ScoreValue {
  if (checks.length === 0) return unscored('the case has no assertions');
  const weights = checks.reduce((sum, c) => sum + c.weight, 0);
  if (weights === 0) return unscored('all weights are 0');
  const sum = checks.reduce((total, c) => total + c.weight * c.value, 0);
  return scored(sum / weights, { checks });
}

function openCheck(kinds: readonly ScorerKind[], models: AssertionModels) {
  const opened = new Map<string, Scorer>();
  const open = (kind: ScorerKind, settings: Parameters<ScorerKind['open']>[0]): Scorer => {
    const key = canonicalJson([kind.kind, settings]);
    const scorer = opened.get(key) ?? kind.open(settings);
    if (opened.size < scorersKept) opened.set(key, scorer);
    return scorer;
  };
  return async (
    assertion: Assertion,
    subject: ScoringSubject,
    context: ScorerContext,
  ): Promise<ScoreValue> => {
    const read = readAssertion(assertion, kinds, models);
    if (read.kind === 'unreadable') return unscored(read.reason);
    const expected = read.expected ?? subject.case.expected;
    const asked = { ...subject.case, ...(expected && { expected }) };
    const value = await open(read.scorer, read.settings).score({ ...subject, case: asked }, context);
    if (value.kind === 'unscored') return value;
    const counted = read.threshold === undefined ? value.value : Number(value.value >= read.threshold);
    return scored(assertion.negated ? 1 - counted : counted);
  };
}
