/** What one model call used, in unified terms beside the provider's own record. Knows nothing of prices. */
import type { Json } from './json.ts';

/** Token counts of a call. A count the provider did not report is absent, never 0. */
export interface Usage {
  /** All prompt tokens, cached or not. */
  readonly inputTokens?: number;
  /** Of `inputTokens`, those read from a prompt cache. */
  readonly cachedInputTokens?: number;
  /** Of `inputTokens`, those written to a prompt cache at a premium. */
  readonly cacheWriteTokens?: number;
  /** All generated tokens, reasoning included. */
  readonly outputTokens?: number;
  /** Of `outputTokens`, those spent on reasoning. */
  readonly reasoningTokens?: number;
  /** The provider's usage object as received. */
  readonly raw?: Json;
}

/** Why generation ended; `length`, `content-filter` and `error` are failures, `other` a success of a service that gives no known reason. */
export type FinishReason = 'stop' | 'tool-calls' | 'length' | 'content-filter' | 'error' | 'other';

/** Sums two usages; a count unknown on either side stays unknown in the sum. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = (x: number | undefined, y: number | undefined) =>
    x === undefined || y === undefined ? undefined : x + y;
  const total = {
    inputTokens: sum(a.inputTokens, b.inputTokens),
    cachedInputTokens: sum(a.cachedInputTokens, b.cachedInputTokens),
    cacheWriteTokens: sum(a.cacheWriteTokens, b.cacheWriteTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    reasoningTokens: sum(a.reasoningTokens, b.reasoningTokens),
  };
  return Object.fromEntries(Object.entries(total).filter(([, v]) => v !== undefined));
}

/** Of an answer for which no model was asked. */
export const noTokens: Usage = { inputTokens: 0, outputTokens: 0 };
