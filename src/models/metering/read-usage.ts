/** Reads token counts that came from outside: what is not a sane number is unknown. Knows nothing of prices. */
import type { JSONValue, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Json } from '../../domain/json.ts';
import type { Usage } from '../../domain/usage.ts';

const mostTokens = 100_000_000;

/** Counts that are negative, fractional, huge or larger than the whole they are part of are left out. */
export function readUsage(from: LanguageModelV4Usage): Usage {
  const inputTokens = sane(from.inputTokens?.total);
  const outputTokens = sane(from.outputTokens?.total);
  const usage = {
    inputTokens,
    cachedInputTokens: sane(from.inputTokens?.cacheRead, inputTokens),
    cacheWriteTokens: sane(from.inputTokens?.cacheWrite, inputTokens),
    outputTokens,
    reasoningTokens: sane(from.outputTokens?.reasoning, outputTokens),
    raw: from.raw as Json | undefined,
  };
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}

/** For numbers that stand alone, as in the usage of an embedding. */
export function saneCount(value: JSONValue | undefined): number | undefined {
  return sane(value);
}

function sane(value: unknown, whole = mostTokens): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= whole
    ? value
    : undefined;
}
