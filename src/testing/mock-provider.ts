/**
 * A model service that speaks the OpenAI protocol, for tests and benchmarks: run it in a process of its own, where it keeps the bill that
 * our ledger must equal. Answers depend on the request alone. Knows nothing of Fulcrum but the header with the call's id.
 *
 * node mock-provider.ts [--port 0] [--delay 0] [--seed 1] [--bill FILE] [--fault-rate 0] [--faults 500,reset,…] [--answers a,b]
 *                       [--retry-after 0] [--drip-ms 1000]
 *
 * Prints `listening <port>` when it is ready. The model `fault:<name>` always goes wrong in that way, `fault-once:<name>` on the first call
 * only. Each billed call appends one line to the bill, synced, before its answer is sent.
 */
import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type MockFault, mockFaults } from './mock-faults.ts';

/** One line of the bill. */
export interface BilledCall {
  /** The `x-fulcrum-call-id` that came with the request, or an empty text. */
  readonly callId: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    delay: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    bill: { type: 'string' },
    'fault-rate': { type: 'string', default: '0' },
    faults: { type: 'string', default: '429,500,reset,reset-after,cut-json' },
    answers: { type: 'string', default: 'ok' },
    'retry-after': { type: 'string', default: '0' },
    'drip-ms': { type: 'string', default: '1000' },
  },
});
const delayMs = Number(options.delay);
const faultRate = Number(options['fault-rate']);
const drawnFaults = options.faults.split(',') as MockFault[];
const answers = options.answers.split(',');
const bill = options.bill === undefined ? undefined : openSync(options.bill, 'as');
const seen = new Set<string>();
const json = { 'content-type': 'application/json' };

interface ChatBody {
  readonly model: string;
  readonly messages?: readonly { readonly content: unknown }[];
  readonly input?: string | readonly string[];
}

/** A gzip file may have many members; each unpacks to a megabyte of spaces. */
const bomb = Buffer.concat(Array<Buffer>(200).fill(gzipSync(Buffer.alloc(2 ** 20, 32))));
const random = mulberry32(Number(options.seed));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: ChatBody = JSON.parse(Buffer.concat(chunks).toString() || '{"model":""}');
    if (delayMs > 0) setTimeout(answer, delayMs, request, response, body);
    else answer(request, response, body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`);
});
// A mock must not outlive the test that started it.
process.stdin.on('end', () => process.exit()).resume();

function answer(request: IncomingMessage, response: ServerResponse, body: ChatBody): void {
  const fault = faultOf(body.model);
  const text = JSON.stringify(body.messages ?? body.input ?? '');
  const content = answers[hash(text) % answers.length] ?? '';
  const isEmbedding = request.url?.endsWith('/embeddings') ?? false;
  const inputTokens = Math.ceil(text.length / 4);
  const outputTokens = isEmbedding ? 0 : Math.ceil(content.length / 4);
  if (bill !== undefined && (fault === undefined || mockFaults[fault].billed)) {
    const callId = String(request.headers['x-fulcrum-call-id'] ?? '');
    const line: BilledCall = { callId, model: body.model, inputTokens, outputTokens };
    writeSync(bill, `${JSON.stringify(line)}\n`);
  }
  if (isEmbedding) {
    send(response, embeddings(body, inputTokens));
    return;
  }
  const reply = completion(body.model, content, inputTokens, outputTokens);
  if (fault === undefined) send(response, reply);
  else misbehave(fault, request, response, reply);
}

function faultOf(model: string): MockFault | undefined {
  const [kind, name] = model.split(':');
  if (kind === 'fault') return name as MockFault;
  if (kind === 'fault-once') {
    if (seen.has(model)) return undefined;
    seen.add(model);
    return name as MockFault;
  }
  return random() < faultRate ? drawnFaults[Math.floor(random() * drawnFaults.length)] : undefined;
}

function completion(model: string, content: string, promptTokens: number, completionTokens: number) {
  return {
    id: 'mock',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: usage(promptTokens, completionTokens) as object | undefined,
  };
}

function usage(promptTokens: number, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** Eight numbers a text, by its hash. */
function embeddings({ model, input = '' }: ChatBody, tokens: number) {
  const texts = typeof input === 'string' ? [input] : input;
  return {
    object: 'list',
    model,
    data: texts.map((text, index) => {
      const digest = createHash('sha256').update(text).digest();
      return {
        object: 'embedding',
        index,
        embedding: Array.from({ length: 8 }, (_, i) => digest.readInt32LE(i * 4) / 2 ** 31),
      };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function send(response: ServerResponse, body: object, status = 200, headers = {}): void {
  response.writeHead(status, { ...json, ...headers }).end(JSON.stringify(body));
}

type Reply = ReturnType<typeof completion>;

function misbehave(fault: MockFault, request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const whole = JSON.stringify(reply);
  const failure = (message: string, code: string | null = null) => ({
    error: { message, type: 'mock', code },
  });
  const finished = (finish_reason: string) => ({
    ...reply,
    choices: [{ ...reply.choices[0], finish_reason }],
  });
  switch (fault) {
    case 'silence':
      response.writeHead(200, json).flushHeaders();
      return;
    case 'drip':
      response.writeHead(200, json);
      drip(response, Buffer.from(whole));
      return;
    case 'cut-utf8': {
      const bytes = Buffer.from('{"id":"é');
      response.writeHead(200, { ...json, 'content-length': 1000 });
      response.write(bytes.subarray(0, -1), () => response.destroy());
      return;
    }
    case 'cut-json':
      response.writeHead(200, json).end(whole.slice(0, whole.length / 2));
      return;
    case 'no-usage':
      send(response, { ...reply, usage: undefined });
      return;
    case 'negative-usage':
      send(response, { ...reply, usage: usage(-5, -7) });
      return;
    case 'huge-usage':
      send(response, { ...reply, usage: usage(1e15, 1e15) });
      return;
    case 'error-after-200':
      send(response, failure('the model crashed'));
      return;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><body>Please sign in.</body></html>');
      return;
    case 'gzip-bomb':
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb);
      return;
    case 'long-line':
      send(response, completion(reply.model, 'x'.repeat(10_000_000), 1, 1));
      return;
    case 'no-choices':
      send(response, { ...reply, choices: [] });
      return;
    case 'length':
      send(response, finished('length'));
      return;
    case 'content-filter':
      send(response, finished('content_filter'));
      return;
    case '429':
      send(response, failure('slow down'), 429, { 'retry-after': options['retry-after'] });
      return;
    case 'quota':
      send(response, failure('You exceeded your current quota', 'insufficient_quota'), 429);
      return;
    case '400':
      send(response, failure('unknown parameter'), 400);
      return;
    case '401':
      send(response, failure(`Incorrect API key provided: ${request.headers.authorization}`), 401);
      return;
    case '500':
    case '503':
      send(response, failure('internal error'), Number(fault));
      return;
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.2:9/elsewhere' }).end();
      return;
    case 'reset':
    case 'reset-after':
      request.socket.resetAndDestroy();
      return;
  }
}

function drip(response: ServerResponse, bytes: Buffer, at = 0): void {
  if (at >= bytes.length || response.destroyed) response.end();
  else {
    response.write(bytes.subarray(at, at + 1));
    setTimeout(drip, Number(options['drip-ms']), response, bytes, at + 1);
  }
}

function hash(text: string): number {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}

/** A small seeded generator of numbers in [0, 1): the public-domain mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
