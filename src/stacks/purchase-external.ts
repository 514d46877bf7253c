/** Buys one answer from something outside Fulcrum and reads its reply. Knows nothing of how it is reached. */
import { z } from 'zod';
import { FulcrumError } from '../domain/errors.ts';
import type { CallContext } from '../models/chat-model.ts';
import type { Reply } from './answerer-kind.ts';

const replySchema = z.union([
  z.string(),
  z.object({
    output: z.string(),
    costUsd: z.number().nonnegative().max(1e6).optional(),
    latencyMs: z.number().nonnegative().optional(),
  }),
]);

export interface ExternalCall {
  /** Name for the ledger and for messages. */
  readonly source: string;
  readonly requestHash: string;
  readonly costUsdPerAnswer?: number;
}

export async function purchaseExternal(
  { source, requestHash, costUsdPerAnswer }: ExternalCall,
  call: () => unknown,
  { purchase }: CallContext,
): Promise<Reply> {
  const bought = await purchase(
    {
      model: source,
      requestHash,
      tryNumber: 0,
      ...(costUsdPerAnswer !== undefined && { maxCostUsd: costUsdPerAnswer }),
    },
    async () => {
      const start = performance.now();
      const { output, costUsd, latencyMs } = readReply(source, await call());
      const cost = costUsd ?? costUsdPerAnswer;
      return {
        body: output,
        latencyMs: latencyMs ?? performance.now() - start,
        ...(cost !== undefined && { costUsd: cost }),
      };
    },
  );
  return { output: String(bought.body), finish: 'stop' };
}

function readReply(
  source: string,
  reply: unknown,
): { output: string; costUsd?: number | undefined; latencyMs?: number | undefined } {
  const read = replySchema.safeParse(reply);
  if (!read.success) {
    throw new FulcrumError('EXTERNAL_REPLY_INVALID', { source, problem: z.prettifyError(read.error) });
  }
  return typeof read.data === 'string' ? { output: read.data } : read.data;
}
