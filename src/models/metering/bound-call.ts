/** Bounds what one try of a call can take in tokens and money: the one place where reservations and estimates come from. Knows no request format. */
import type { CallBound } from '../chat-model.ts';
import type { TokenCounter } from '../count-tokens.ts';
import type { Pricing } from './pricing.ts';

/** Longest that a control token or role name around a text can be, in tokens, generously. */
const tokensAroundText = 16;

export interface BoundText {
  readonly text: string;
  /** Known from elsewhere; else it is counted. */
  readonly atMostTokens?: number | undefined;
}

/** Exact counts as they are; where the count is an estimate, no token is shorter than a byte. */
export function boundCall(
  texts: readonly BoundText[],
  outputTokens: number,
  { countTokens, pricing }: { readonly countTokens: TokenCounter; readonly pricing?: Pricing | undefined },
): CallBound {
  const inputTokens = texts.reduce((sum, { text, atMostTokens }) => {
    const { tokens, exact } =
      atMostTokens === undefined ? countTokens(text) : { tokens: atMostTokens, exact: true };
    return sum + tokensAroundText + (exact ? tokens : Buffer.byteLength(text));
  }, 0);
  const costUsd = pricing?.highestUsd(inputTokens, outputTokens);
  return { inputTokens, outputTokens, ...(costUsd !== undefined && { costUsd }) };
}
