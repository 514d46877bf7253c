/** How a scorer is declared: settings with their schema, and a function from subject to value. Knows no scorer by name. */
import type { z } from 'zod';
import type { Expected } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { excerpt } from '../../domain/text/excerpt.ts';
import type { AskedModel } from '../../models/asked-model.ts';
import { unscored } from './score-value.ts';
import type { Scorer, ScorerContext, ScoringSubject } from './scorer.ts';

export type ScoreFunction = (
  subject: ScoringSubject,
  context: ScorerContext,
) => ScoreValue | Promise<ScoreValue>;

/** What the value of a case-level assertion means for a scorer: settings, or the expected answer. */
export interface AssertionReading {
  readonly settings?: JsonObject;
  readonly expected?: Expected;
}

interface ScorerDefinition<Settings> {
  readonly kind: string;
  readonly version: number;
  readonly settings: z.ZodType<Settings>;
  /** Models that scoring asks; absent for none. */
  asks?(settings: Settings): readonly AskedModel[];
  needsExpected(settings: Settings): boolean;
  binary(settings: Settings): boolean;
  /** See `Scorer.scoresAbstentions`. */
  readonly scoresAbstentions?: boolean;
  /** See `Scorer.grades`. */
  grades?(settings: Settings): number;
  /** `undefined` for a value it cannot read. */
  fromAssertion(value: Json | undefined): AssertionReading | undefined;
  /** Prepares what all cases share (a compiled pattern or schema); a throw is a fault of the settings. */
  open(settings: Settings): ScoreFunction;
}

export interface ScorerKind {
  readonly kind: string;
  fromAssertion(value: Json | undefined): AssertionReading | undefined;
  /** Throws `SCORER_SETTINGS`. */
  open(settings?: JsonObject, name?: string): Scorer;
}

export function defineScorerKind<Settings>(definition: ScorerDefinition<Settings>): ScorerKind {
  const { kind, version } = definition;
  return {
    kind,
    fromAssertion: definition.fromAssertion,
    open(given = {}, name = kind) {
      const read = definition.settings.safeParse(given);
      if (!read.success) {
        throw new FulcrumError('SCORER_SETTINGS', { scorer: name, problem: problemsIn(read.error) });
      }
      const settings = read.data;
      const needsExpected = definition.needsExpected(settings);
      const score = openScoreFunction(name, () => definition.open(settings));
      return {
        name,
        identity: { kind, version, settings: settings as JsonObject },
        binary: definition.binary(settings),
        asks: definition.asks?.(settings) ?? [],
        needsExpected,
        ...(definition.scoresAbstentions && { scoresAbstentions: true }),
        ...(definition.grades && { grades: definition.grades(settings) }),
        score(subject, context) {
          if (needsExpected && subject.case.expected === undefined) {
            return unscored('the case has no expected answer');
          }
          return guarded(() => score(subject, context), context.signal);
        },
      };
    },
  };
}

function problemsIn(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path, message].map(String).join(': ')).join('; ');
}

function openScoreFunction(scorer: string, open: () => ScoreFunction): ScoreFunction {
  try {
    return open();
  } catch (error) {
    throw new FulcrumError('SCORER_SETTINGS', { scorer, problem: messageOf(error) }, { cause: error });
  }
}

/** Turns a throw into an unscored value, except those that must end the run. */
export function guarded(
  score: () => ScoreValue | Promise<ScoreValue>,
  signal: AbortSignal,
): ScoreValue | Promise<ScoreValue> {
  const recover = (error: unknown): ScoreValue => {
    signal.throwIfAborted();
    if (error instanceof FulcrumError && error.stopsRun) throw error;
    return unscored(
      error instanceof FulcrumError
        ? `${error.code}: ${error.message}`
        : `the scorer failed: ${messageOf(error)}`,
    );
  };
  try {
    const value = score();
    return value instanceof Promise ? value.catch(recover) : value;
  } catch (error) {
    return recover(error);
  }
}

function messageOf(error: unknown): string {
  return excerpt(error instanceof Error ? error.message : String(error));
}
