/** Reads what something outside Fulcrum gave as its answer. Knows nothing of how it was reached. */
import { z } from 'zod';
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { PurchasedAnswer } from '../domain/purchase.ts';

const replySchema = z.union([
  z.string(),
  z.object({
    output: z.string(),
    costUsd: z.number().nonnegative().max(1e6).optional(),
    latencyMs: z.number().nonnegative().max(86_400_000).optional(),
  }),
]);

/**
 * The reply as something that can be journalled and is paid for, usable or not: its own cost and latency before the stated and measured
 * ones.
 */
export function bookExternalReply(
  reply: unknown,
  measured: { readonly latencyMs: number; readonly costUsdPerAnswer?: number | undefined },
): PurchasedAnswer {
  const { data } = replySchema.safeParse(reply);
  const given = typeof data === 'object' ? data : undefined;
  const costUsd = given?.costUsd ?? measured.costUsdPerAnswer;
  const latencyMs = given?.latencyMs ?? measured.latencyMs;
  return { body: asJson(reply), latencyMs, ...(costUsd !== undefined && { costUsd }) };
}

/** The output in a booked reply. Throws `EXTERNAL_REPLY_INVALID`. */
export function readExternalReply(source: string, body: Json): string {
  const { data, error } = replySchema.safeParse(body);
  if (error) throw new FulcrumError('EXTERNAL_REPLY_INVALID', { source, problem: z.prettifyError(error) });
  return typeof data === 'string' ? data : data.output;
}

/** As it looks after a round trip through JSON; null for what has no JSON. */
function asJson(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}
