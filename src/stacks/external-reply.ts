/** Reads what something outside Fulcrum gave as its answer. Knows nothing of how it was reached. */
import { z } from 'zod';
import { FulcrumError } from '../domain/errors.ts';
import type { PurchasedAnswer } from '../domain/purchase.ts';

const replySchema = z.union([
  z.string(),
  z.object({
    output: z.string(),
    costUsd: z.number().nonnegative().max(1e6).optional(),
    latencyMs: z.number().nonnegative().optional(),
  }),
]);

/**
 * The reply as something that can be journalled: its output as the body, its own cost and latency before the stated and measured ones. Throws
 * `EXTERNAL_REPLY_INVALID`.
 */
export function readExternalReply(
  source: string,
  reply: unknown,
  measured: { readonly latencyMs: number; readonly costUsdPerAnswer?: number | undefined },
): PurchasedAnswer {
  const read = replySchema.safeParse(reply);
  if (!read.success) {
    throw new FulcrumError('EXTERNAL_REPLY_INVALID', { source, problem: z.prettifyError(read.error) });
  }
  const given = typeof read.data === 'string' ? { output: read.data } : read.data;
  const costUsd = given.costUsd ?? measured.costUsdPerAnswer;
  return {
    body: given.output,
    latencyMs: given.latencyMs ?? measured.latencyMs,
    ...(costUsd !== undefined && { costUsd }),
  };
}
