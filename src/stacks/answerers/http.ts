/** The answerer that asks a user's own service over HTTP. Knows nothing of what stands behind it. */
import { APICallError } from '@ai-sdk/provider';
import { contentHash } from '../../domain/content-hash.ts';
import { CallGate } from '../../models/metering/call-gate.ts';
import { ModelCallError } from '../../models/metering/model-call-error.ts';
import { guardedFetch } from '../../models/providers/guarded-fetch.ts';
import type { AnswererKind } from '../answerer-kind.ts';
import { bookExternalReply, readExternalReply } from '../external-reply.ts';

const maxConcurrency = 8;

export const httpAnswerer: AnswererKind<'http'> = {
  kind: 'http',
  async open({ url, costUsdPerAnswer }) {
    const gate = new CallGate({ id: url, limits: { maxConcurrency } });
    const fetch = guardedFetch();
    const post = async (body: string, callId: string, signal: AbortSignal): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', 'x-fulcrum-call-id': callId };
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      const text = await response.text();
      if (response.status !== 200) throw refusal(url, response, `status ${response.status}`);
      try {
        return JSON.parse(text);
      } catch {
        throw refusal(url, response, 'the reply is not JSON');
      }
    };
    return {
      maxConcurrency,
      prefixState: 'as the service does',
      async answer(input, context) {
        const asked = {
          requestHash: contentHash({ url, input }),
          maxCostUsd: costUsdPerAnswer,
          tokens: 0,
          async call(callId: string) {
            const startedAt = performance.now();
            const reply = await post(JSON.stringify({ input }), callId, context.signal);
            return bookExternalReply(reply, { latencyMs: performance.now() - startedAt, costUsdPerAnswer });
          },
        };
        const { purchased } = await context.call(() => gate.run(asked, context));
        return { output: readExternalReply(url, purchased.body), finish: 'stop' };
      },
      estimate: async () => (costUsdPerAnswer === undefined ? {} : { maxCostUsd: costUsdPerAnswer }),
    };
  },
};

/** What may pass is in the form that the retry layer tries again; any other status is final. */
function refusal(url: string, { status, headers }: Response, reason: string): Error {
  const error = new APICallError({
    message: reason,
    url,
    requestBodyValues: {},
    statusCode: status,
    responseHeaders: Object.fromEntries(headers),
  });
  if (status === 200 || error.isRetryable) return error;
  const final = { billing: 'none', retryable: false } as const;
  return new ModelCallError('MODEL_REQUEST_REFUSED', { id: url, reason }, final);
}
