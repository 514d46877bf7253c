/** What a call hands to the ledger, and what the ledger's answer says to the caller. Knows nothing of chat or embeddings. */
import type { Json } from '../../domain/json.ts';
import type { Purchased, PurchasedAnswer } from '../../domain/purchase.ts';
import type { Usage } from '../../domain/usage.ts';
import type { CallReceipt } from '../chat-model.ts';
import type { Pricing } from './pricing.ts';

export function purchasedAnswer(
  usage: Usage,
  busyMs: number,
  pricing: Pricing | undefined,
  body: Json,
): PurchasedAnswer {
  const costUsd = pricing?.callUsd(usage, busyMs);
  return {
    latencyMs: busyMs,
    ...(Object.keys(usage).length > 0 && { usage }),
    ...(costUsd !== undefined && { costUsd }),
    body,
  };
}

export function receipt({ usage, costUsd, latencyMs }: Purchased, callIds: readonly string[]): CallReceipt {
  return { callIds, latencyMs, ...(usage && { usage }), ...(costUsd !== undefined && { costUsd }) };
}
