/** How the calls of one model are priced: by token, or by the time a machine is busy. Knows no model. */
import type { Usage } from '../../domain/usage.ts';
import { type LocalCostInput, localCostUsd } from '../local/cost.ts';

/** Public prices of a model's tokens, and of a call where calls are charged. */
export interface Price {
  /** US dollars per million tokens. */
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  /** Default: as any other input. */
  readonly cachedInputUsdPerMillion?: number | undefined;
  readonly cacheWriteUsdPerMillion?: number | undefined;
  /** As rerankers are mostly charged. Default 0. */
  readonly usdPerCall?: number | undefined;
  /** Longer prompts cost more than these prices, and what they cost is not known here. */
  readonly upToInputTokens?: number | undefined;
}

export interface Pricing {
  /** Cost of a call that has been made; `undefined` when a count that it needs is unknown. */
  callUsd(usage: Usage, busyMs: number): number | undefined;
  /** The most that a call can cost, for the reservation; `undefined` when that is unknown. */
  highestUsd(inputTokens: number, outputTokens: number): number | undefined;
}

/** Input whose cached share was not reported is charged in full. */
export function tokenPricing(price: Price): Pricing {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = price;
  const { cachedInputUsdPerMillion: cached = input, cacheWriteUsdPerMillion: written = input } = price;
  const { usdPerCall = 0 } = price;
  const tokensAreFree = Math.max(input, output, cached, written) === 0;
  const longest = price.upToInputTokens ?? Number.POSITIVE_INFINITY;
  const callUsd = (usage: Usage) => {
    const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
    if (tokensAreFree) return usdPerCall;
    if (inputTokens === undefined || outputTokens === undefined || inputTokens > longest) return undefined;
    const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
    const total =
      plain * input + cachedInputTokens * cached + cacheWriteTokens * written + outputTokens * output;
    return total / 1e6 + usdPerCall;
  };
  return {
    callUsd,
    highestUsd: (inputTokens, outputTokens) =>
      inputTokens > longest
        ? undefined
        : (inputTokens * Math.max(input, cached, written) + outputTokens * output) / 1e6 + usdPerCall,
  };
}

/** Tokens a second of a small model on a slow, busy machine: what a reservation assumes. */
const slowest = { inputPerSecond: 30, outputPerSecond: 5 } as const;

export function localPricing(rates: Omit<LocalCostInput, 'busyMs'>): Pricing {
  return {
    callUsd: (_, busyMs) => localCostUsd({ ...rates, busyMs }),
    highestUsd: (inputTokens, outputTokens) => {
      const seconds = inputTokens / slowest.inputPerSecond + outputTokens / slowest.outputPerSecond;
      return localCostUsd({ ...rates, busyMs: seconds * 1000 });
    },
  };
}
