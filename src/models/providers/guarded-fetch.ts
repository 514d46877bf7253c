/**
 * A `fetch` for model services that cannot be made to wait, fill memory or wander off: bounded bytes before and after unpacking, bounded
 * silence and total time, no redirects, JSON only. Built on `node:http` with kept connections. Knows nothing of models or keys.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export interface GuardLimits {
  /** Of a body, packed and unpacked. */
  readonly maxBytes: number;
  /** Longest pause within a body. */
  readonly silenceMs: number;
  /** From the request to the end of the body. */
  readonly totalMs: number;
  /** Until the connection stands. */
  readonly connectMs: number;
}

export const defaultGuardLimits: GuardLimits = {
  maxBytes: 8 * 2 ** 20,
  silenceMs: 60_000,
  totalMs: 600_000,
  connectMs: 10_000,
};

/** `reply`: the answer is not one. `billing` says whether the service may have worked for it. */
export class GuardError extends Error {
  readonly kind: 'timeout' | 'reply' | 'redirect' | 'connection';
  readonly billing: 'none' | 'unknown';

  constructor(kind: GuardError['kind'], billing: GuardError['billing'], message: string) {
    super(message);
    this.name = 'GuardError';
    this.kind = kind;
    this.billing = billing;
  }
}

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };
const agentOptions = { keepAlive: true, maxSockets: 1024, maxFreeSockets: 256, proxyEnv: process.env };
const agents = { 'http:': new HttpAgent(agentOptions), 'https:': new HttpsAgent(agentOptions) };

/** Returns a `fetch` for bodies of text or bytes and JSON answers. Its promise rejects with a `GuardError` or the signal's reason. */
export function guardedFetch(limits: GuardLimits = defaultGuardLimits): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const signal = init.signal ?? undefined;
    signal?.throwIfAborted();
    const { status, headers, body } = await exchange(url, init, signal, limits);
    const unpacked = await unpack(body, headers.get('content-encoding'), limits.maxBytes);
    headers.delete('content-encoding');
    headers.delete('content-length');
    if (status === 200 && !/json/i.test(headers.get('content-type') ?? 'json'))
      throw new GuardError(
        'reply',
        'unknown',
        `${url.host} answered ${headers.get('content-type')}, not JSON`,
      );
    return new Response(status === 204 ? null : unpacked, { status, headers });
  };
}

interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer<ArrayBuffer>;
}

function exchange(
  url: URL,
  init: RequestInit,
  signal: AbortSignal | undefined,
  limits: GuardLimits,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const request = (isTls ? httpsRequest : httpRequest)(url, {
      method: init.method ?? 'GET',
      headers: { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'gzip, deflate, br' },
      agent: agents[isTls ? 'https:' : 'http:'],
    });
    let connected = false;
    const end = (error: Error) => {
      request.destroy();
      finish(() => reject(error));
    };
    const timedOut = (what: string) =>
      end(new GuardError('timeout', connected ? 'unknown' : 'none', `${url.host} ${what}`));
    const total = setTimeout(timedOut, limits.totalMs, `took longer than ${limits.totalMs} ms`);
    const connecting = setTimeout(
      timedOut,
      limits.connectMs,
      `did not accept a connection within ${limits.connectMs} ms`,
    );
    let silence: NodeJS.Timeout | undefined;
    const onAbort = () => end(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const finish = (settle: () => void) => {
      for (const timer of [total, connecting, silence]) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const onConnected = () => {
      connected = true;
      clearTimeout(connecting);
    };
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', onConnected);
      else onConnected();
    });
    request.on('error', end);
    request.once('response', (response: IncomingMessage) => {
      onConnected();
      const status = response.statusCode ?? 0;
      if (status >= 300 && status < 400)
        return end(
          new GuardError('redirect', 'none', `${url.host} redirects elsewhere, which is not followed`),
        );
      const chunks: Buffer[] = [];
      let bytes = 0;
      const watch = () => {
        clearTimeout(silence);
        silence = setTimeout(
          timedOut,
          limits.silenceMs,
          `was silent for ${limits.silenceMs} ms within an answer`,
        );
      };
      watch();
      response.on('data', (chunk: Buffer) => {
        watch();
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > limits.maxBytes)
          end(new GuardError('reply', 'unknown', `${url.host} sent more than ${limits.maxBytes} bytes`));
      });
      response.on('error', end);
      response.once('end', () =>
        finish(() => resolve({ status, headers: fetchHeaders(response), body: Buffer.concat(chunks) })),
      );
    });
    request.end(init.body as string | undefined);
  });
}

function fetchHeaders(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return headers;
}

async function unpack(
  body: Buffer<ArrayBuffer>,
  encoding: string | null,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  if (encoding === null || encoding === 'identity') return body;
  const unpacker = unpackers[encoding as keyof typeof unpackers];
  if (unpacker === undefined) throw new GuardError('reply', 'unknown', `the answer is packed as ${encoding}`);
  try {
    return await unpacker(body, { maxOutputLength: maxBytes });
  } catch {
    throw new GuardError(
      'reply',
      'unknown',
      `the packed answer is broken or unpacks to more than ${maxBytes} bytes`,
    );
  }
}
