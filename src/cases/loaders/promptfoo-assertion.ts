/** One promptfoo assertion to ours, or the statement that it has no counterpart. Does not know files. */
import type { Assertion } from '../../domain/case.ts';
import type { Json, JsonObject } from '../../domain/json.ts';

/**
 * The promptfoo types that keep their meaning here, by the scorer's name. Types that run code from the file (`javascript`, `python`,
 * `webhook`) or call a service of promptfoo's are deliberately absent.
 * Source: promptfoo.dev/docs/configuration/expected-outputs, read November 2026.
 */
const mappedTypes: ReadonlySet<string> = new Set([
  'equals',
  'contains',
  'contains-any',
  'contains-all',
  'icontains',
  'icontains-any',
  'icontains-all',
  'starts-with',
  'regex',
  'is-json',
  'contains-json',
  'similar',
  'levenshtein',
  'rouge-n',
  'llm-rubric',
  'factuality',
  'cost',
  'latency',
]);

const withThreshold: ReadonlySet<string> = new Set(['similar', 'rouge-n', 'levenshtein', 'cost', 'latency']);
const withList: ReadonlySet<string> = new Set([
  'contains-any',
  'contains-all',
  'icontains-any',
  'icontains-all',
]);

/**
 * An assertion as an object, from the text of an `__expected` cell: `type:value`, `type(threshold):value`, each also with `not-`;
 * `grade:` is an LLM rubric, `fn:` and `eval:` are JavaScript; any other text must be equalled.
 */
export function assertionFromText(text: string): JsonObject {
  const legacy = /^(fn|eval|javascript|python|grade):([\s\S]*)$/.exec(text);
  if (legacy) {
    const type =
      { fn: 'javascript', eval: 'javascript', grade: 'llm-rubric' }[legacy[1] as string] ??
      (legacy[1] as string);
    return { type, value: (legacy[2] as string).trim() };
  }
  if (text.startsWith('file://')) return { type: /\.py\b/.test(text) ? 'python' : 'javascript' };
  const parts = /^(not-)?([a-z][a-z0-9-]*(?::[a-z-]+)?)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(text);
  const type = parts?.[2] ?? '';
  if (!mappedTypes.has(type) && !knownUnmapped.has(type)) return { type: 'equals', value: text };
  const value = parts?.[4];
  const threshold = parts?.[3] ?? (withThreshold.has(type) ? defaultThreshold(type) : undefined);
  return {
    type: `${parts?.[1] ?? ''}${type}`,
    ...(value !== undefined && {
      value: withList.has(type) ? value.split(',').map((item) => item.trim()) : value,
    }),
    ...(threshold !== undefined && { threshold: Number(threshold) }),
  };
}

/** Types that a cell may name and that we cannot follow; without this list they would read as a text to equal. */
const knownUnmapped: ReadonlySet<string> = new Set([
  'answer-relevance',
  'bleu',
  'classifier',
  'contains-html',
  'contains-sql',
  'contains-xml',
  'context-faithfulness',
  'context-recall',
  'context-relevance',
  'conversation-relevance',
  'f-score',
  'finish-reason',
  'g-eval',
  'gleu',
  'guardrails',
  'is-html',
  'is-refusal',
  'is-sql',
  'is-valid-function-call',
  'is-valid-openai-function-call',
  'is-valid-openai-tools-call',
  'is-xml',
  'meteor',
  'model-graded-closedqa',
  'model-graded-factuality',
  'moderation',
  'perplexity',
  'perplexity-score',
  'pi',
  'ruby',
  'search-rubric',
  'select-best',
  'tool-call-f1',
  'webhook',
  'word-count',
]);

/** What promptfoo takes when a cell names none. */
function defaultThreshold(type: string): string | undefined {
  if (type === 'similar') return '0.8';
  return type === 'rouge-n' ? '0.75' : undefined;
}

/** `undefined` when the type has no counterpart; a malformed assertion counts as such. */
export function mapAssertion(raw: JsonObject): Assertion | undefined {
  const { type, value, threshold, weight } = raw;
  if (typeof type !== 'string') return undefined;
  const negated = type.startsWith('not-');
  const scorer = aliases[negated ? type.slice(4) : type] ?? (negated ? type.slice(4) : type);
  if (!mappedTypes.has(scorer)) return undefined;
  return {
    scorer,
    ...(value !== undefined && { value: value as Json }),
    ...(typeof threshold === 'number' && Number.isFinite(threshold) && { threshold }),
    ...(typeof weight === 'number' && Number.isFinite(weight) && { weight }),
    ...(negated && { negated: true }),
  };
}

const aliases: Readonly<Record<string, string>> = { 'model-graded-factuality': 'factuality' };
