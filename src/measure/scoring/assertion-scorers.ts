/** Which scorer, with which settings, a case-level assertion means: promptfoo's names and our own. Scores nothing. */
import type { Assertion, Expected } from '../../domain/case.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ModelRef } from '../../domain/stack.ts';
import { excerpt } from '../../domain/text/excerpt.ts';
import type { AssertionReading, ScorerKind } from './scorer-kind.ts';

export interface AssertionModels {
  readonly judge?: ModelRef | undefined;
  readonly embedding?: ModelRef | undefined;
}

export type ReadAssertion =
  | {
      readonly kind: 'read';
      readonly scorer: ScorerKind;
      readonly settings: JsonObject;
      readonly expected?: Expected;
      readonly threshold?: number;
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** One of promptfoo's types in terms of ours. */
interface Alias {
  readonly scorer: string;
  readonly settings?: JsonObject;
  /** The setting that promptfoo writes as `threshold`, and its default there. */
  readonly thresholdIs?: { readonly setting: string; readonly default?: number };
  readonly defaultThreshold?: number;
}

/** Types of the same name and meaning as a scorer of ours need no entry. Defaults: promptfoo.dev/docs/configuration/expected-outputs. */
const aliases: Readonly<Record<string, Alias>> = {
  equals: { scorer: 'exact-match' },
  icontains: { scorer: 'contains', settings: { ignoreCase: true } },
  'icontains-any': { scorer: 'contains-any', settings: { ignoreCase: true } },
  'icontains-all': { scorer: 'contains-all', settings: { ignoreCase: true } },
  'is-json': { scorer: 'json-valid' },
  'contains-json': { scorer: 'json-valid', settings: { afterRepair: true } },
  similar: { scorer: 'embedding-similarity', defaultThreshold: 0.75 },
  levenshtein: { scorer: 'levenshtein', thresholdIs: { setting: 'maxDistance', default: 5 } },
  'rouge-n': { scorer: 'rouge-n', defaultThreshold: 0.75 },
  latency: { scorer: 'latency', thresholdIs: { setting: 'maxMs' } },
  cost: { scorer: 'cost', thresholdIs: { setting: 'maxUsd' } },
  'llm-rubric': { scorer: 'judge', settings: { scale: { min: 0, max: 1 } } },
  factuality: {
    scorer: 'judge',
    settings: {
      scale: { min: 0, max: 1 },
      rubric:
        'The answer states the same facts as the reference. It may be shorter, longer or worded otherwise, but it must not contradict the reference or leave out what was asked.',
    },
  },
};

const modelOf: Readonly<Record<string, keyof AssertionModels>> = {
  judge: 'judge',
  'judge-pairwise': 'judge',
  'embedding-similarity': 'embedding',
};

export function readAssertion(
  { scorer: name, value, threshold }: Assertion,
  kinds: readonly ScorerKind[],
  models: AssertionModels,
): ReadAssertion {
  const alias: Alias = Object.hasOwn(aliases, name) ? (aliases[name] as Alias) : { scorer: name };
  const asJson = name === 'equals' && value !== null && typeof value === 'object';
  const scorer = kinds.find((k) => k.kind === (asJson ? 'json-fields' : alias.scorer));
  if (scorer === undefined) return unreadable('there is no scorer of this name');
  const read = readValue(name, value, alias, scorer);
  if (read === undefined)
    return unreadable(`the value ${excerpt(JSON.stringify(value) ?? 'is missing and')} is not usable`);
  const role = modelOf[scorer.kind];
  const model = role && models[role];
  if (role !== undefined && model === undefined) {
    return unreadable(`it asks a model; name one under the setting \`${role}\` of the scorer \`assertions\``);
  }
  const limit = alias.thresholdIs && (threshold ?? alias.thresholdIs.default);
  const passAt = alias.thresholdIs
    ? undefined
    : (threshold ?? alias.defaultThreshold ?? (asJson ? 1 : undefined));
  return {
    kind: 'read',
    scorer,
    settings: {
      ...alias.settings,
      ...read.settings,
      ...(model && { model: { ...model } }),
      ...(alias.thresholdIs && limit !== undefined && { [alias.thresholdIs.setting]: limit }),
    },
    ...(read.expected && { expected: read.expected }),
    ...(passAt !== undefined && { threshold: passAt }),
  };
}

function readValue(
  name: string,
  value: Json | undefined,
  alias: Alias,
  scorer: ScorerKind,
): AssertionReading | undefined {
  if (name === 'factuality') {
    return typeof value === 'string' ? { expected: { kind: 'text', text: value } } : undefined;
  }
  if (alias.thresholdIs !== undefined && value === undefined) return {};
  return scorer.fromAssertion(value);
}

function unreadable(reason: string): ReadAssertion {
  return { kind: 'unreadable', reason };
}
