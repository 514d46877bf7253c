/** The answerer that asks a user's own service over HTTP. Knows nothing of what stands behind it. */
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import { CallGate } from '../../models/metering/call-gate.ts';
import { guardedFetch } from '../../models/providers/guarded-fetch.ts';
import type { AnswererKind } from '../answerer-kind.ts';
import { readExternalReply } from '../external-reply.ts';

const maxConcurrency = 8;

export const httpAnswerer: AnswererKind<'http'> = {
  kind: 'http',
  async open({ url, costUsdPerAnswer }) {
    const gate = new CallGate({ id: url, limits: { maxConcurrency } });
    const fetch = guardedFetch();
    return {
      maxConcurrency,
      prefixState: 'as the service does',
      async answer(input, context) {
        const { purchased } = await gate.run(
          {
            requestHash: contentHash({ url, input }),
            maxCostUsd: costUsdPerAnswer,
            tokens: 0,
            async call(callId) {
              const startedAt = performance.now();
              const response = await fetch(url, {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'x-fulcrum-call-id': callId },
                body: JSON.stringify({ input }),
                signal: context.signal,
              });
              if (response.status !== 200) {
                throw new FulcrumError('EXTERNAL_REPLY_INVALID', {
                  source: url,
                  problem: `status ${response.status}`,
                });
              }
              const latencyMs = performance.now() - startedAt;
              return readExternalReply(url, await response.json(), { latencyMs, costUsdPerAnswer });
            },
          },
          context,
        );
        return { output: String(purchased.body), finish: 'stop' };
      },
      estimate: async () => (costUsdPerAnswer === undefined ? {} : { maxCostUsd: costUsdPerAnswer }),
    };
  },
};
