/**
 * Requests to the management API of a service that tunes: its key, the one retry layer, coded errors, checked answers. Knows no endpoint. The
 * key goes to the service's own host and into no message.
 */
import { APICallError } from '@ai-sdk/provider';
import type { z } from 'zod';
import { FulcrumError } from '../../../domain/errors.ts';
import { ModelCallError, modelCallError } from '../../../models/metering/model-call-error.ts';
import { defaultRetryPolicy, type RetryPolicy, retry } from '../../../models/metering/retry.ts';
import { realTiming, type Timing } from '../../../models/metering/timing.ts';
import { guardedFetch } from '../../../models/providers/guarded-fetch.ts';

export interface ServiceClientOptions {
  readonly id: string;
  readonly baseURL: string;
  /** Name of the environment variable. */
  readonly apiKeyEnv: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timing?: Timing;
  readonly retry?: RetryPolicy;
}

export interface ServiceRequest<T> {
  /** `GET` unless there is something to send. */
  readonly body?: object | FormData;
  readonly answer: z.ZodType<T>;
  /** For what costs: it is sent once, and whether it arrived is found out by looking. */
  readonly once?: boolean;
  readonly signal: AbortSignal;
}

export interface ServiceClient {
  /** Throws a `MODEL_…` error, or the reason of the signal. */
  ask<T>(path: string, request: ServiceRequest<T>): Promise<T>;
  readonly authorization: Readonly<Record<string, string>>;
  readonly baseURL: string;
}

/** Throws `MODEL_KEY_MISSING`. */
export function serviceClient(options: ServiceClientOptions): ServiceClient {
  const {
    id,
    baseURL,
    apiKeyEnv: variable,
    env,
    timing = realTiming,
    retry: policy = defaultRetryPolicy,
  } = options;
  const key = env[variable];
  if (!key) throw new FulcrumError('MODEL_KEY_MISSING', { id, variable });
  const authorization = { authorization: `Bearer ${key}` };
  const redact = (text: string) => text.replaceAll(key, '[key]');
  const fetch = guardedFetch();

  const send = async <T>(url: string, { body, answer, signal }: ServiceRequest<T>): Promise<T> => {
    const { headers, init } = await packed(body);
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...authorization, accept: 'application/json', ...headers },
      signal,
      ...init,
    });
    const text = await response.text();
    if (!response.ok)
      throw new APICallError({
        message: messageOf(text) || response.statusText,
        url,
        requestBodyValues: {},
        statusCode: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody: text,
      });
    return read(id, text, answer);
  };

  return {
    baseURL,
    authorization,
    async ask(path, request) {
      const attempt = async () => {
        try {
          return await send(`${baseURL}${path}`, request);
        } catch (thrown) {
          request.signal.throwIfAborted();
          throw modelCallError(id, thrown, redact);
        }
      };
      const tries = request.once === true ? { ...policy, maxAttempts: 1 } : policy;
      return retry(attempt, tries, timing, request.signal);
    },
  };
}

async function packed(body: object | FormData | undefined) {
  if (body === undefined) return { headers: {}, init: {} };
  if (!(body instanceof FormData))
    return { headers: { 'content-type': 'application/json' }, init: { body: JSON.stringify(body) } };
  const form = new Response(body);
  const bytes = Buffer.from(await form.arrayBuffer());
  return { headers: { 'content-type': form.headers.get('content-type') ?? '' }, init: { body: bytes } };
}

function read<T>(id: string, text: string, answer: z.ZodType<T>): T {
  const failed = (reason: string) =>
    new ModelCallError('MODEL_REPLY_INVALID', { id, reason }, { billing: 'unknown', retryable: false });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failed('it is no JSON');
  }
  const result = answer.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw failed(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** What services call it differs; else nothing is said. */
function messageOf(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const inner =
      typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error;
    return [inner, message].find((one) => typeof one === 'string') ?? '';
  } catch {
    return '';
  }
}
