/** A user's own scoring function, in evalite's and autoevals' shape, as a scorer. Does not load modules and knows nothing of what is inside. */
import type { CaseInput, Expected, ToolCall } from '../../domain/case.ts';
import type { Json } from '../../domain/json.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { rightOrWrong, scored, unscored } from './score-value.ts';
import type { Scorer } from './scorer.ts';
import { guarded } from './scorer-kind.ts';

export interface CustomScorerArguments {
  readonly input: CaseInput;
  readonly output: string;
  /** Text or label as a string, accepted answers as a list, JSON as its value, tool calls as a list; absent when the case has none. */
  readonly expected?: unknown;
  readonly toolCalls: readonly ToolCall[];
}

/** `null`, or a `score` of `null`, says that it could not be scored; `error` says why. Other fields (`name`, `description`) are ignored. */
export type CustomScore =
  | number
  | boolean
  | null
  | { readonly score: number | null; readonly metadata?: unknown; readonly error?: unknown };

export type CustomScoreFunction = (given: CustomScorerArguments) => CustomScore | Promise<CustomScore>;

export interface CustomScorerOptions {
  readonly name: string;
  readonly score: CustomScoreFunction;
  /** Digest of the function's source: what tells a changed scorer from an unchanged one. */
  readonly digest: string;
  /** Default false; a value other than 0 and 1 is then unscored. */
  readonly binary?: boolean;
  /** Default 30,000. Ends the wait for a promise; a function that blocks the thread cannot be interrupted. */
  readonly timeoutMs?: number;
}

export function customScorer({
  name,
  score,
  digest,
  binary = false,
  timeoutMs = 30_000,
}: CustomScorerOptions): Scorer {
  return {
    name,
    identity: { kind: 'custom', version: 1, settings: { digest, binary } },
    binary,
    asks: [],
    needsExpected: false,
    score({ case: { input, expected }, answer: { output = '', toolCalls = [] } }, { signal }) {
      const given = { input, output, toolCalls, ...(expected && { expected: unwrap(expected) }) };
      return guarded(() => {
        const result = score(given);
        return isPromise(result)
          ? withinTime(result, timeoutMs, signal).then((value) => readScore(value, binary))
          : readScore(result, binary);
      }, signal);
    },
  };
}

function unwrap(expected: Expected): unknown {
  switch (expected.kind) {
    case 'text':
      return expected.text;
    case 'label':
      return expected.label;
    case 'accepted':
      return expected.answers;
    case 'json':
      return expected.value;
    case 'tool-calls':
      return expected.calls;
  }
}

function isPromise(value: unknown): value is Promise<CustomScore> {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no score within ${timeoutMs} ms`)), timeoutMs);
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function readScore(result: unknown, binary: boolean): ScoreValue {
  if (typeof result === 'boolean') return rightOrWrong(result);
  if (typeof result === 'number') return inRange(result, binary);
  if (result === null) return unscored('the scorer gave null');
  if (typeof result !== 'object')
    return unscored(`the scorer gave ${typeof result}, neither a number nor an object`);
  const { score, metadata, error } = result as { score?: unknown; metadata?: unknown; error?: unknown };
  if (typeof score === 'number') return inRange(score, binary, plain(metadata));
  if (error !== undefined && error !== null) return unscored(`the scorer failed: ${String(error)}`);
  return unscored(
    score === null ? 'the scorer gave null' : 'the scorer gave an object without a number `score`',
  );
}

function inRange(value: number, binary: boolean, metadata?: Json): ScoreValue {
  if (binary && value !== 0 && value !== 1)
    return unscored(`the scorer is declared binary and gave ${value}`);
  return scored(value, metadata);
}

/** What JSON can carry of it. */
function plain(metadata: unknown): Json | undefined {
  try {
    const text = JSON.stringify(metadata);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
