import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answerer, StackSpec } from '../domain/stack.ts';
import { stackHash } from '../domain/stack.ts';
import { memoryLedger } from '../testing/memory-ledger.ts';
import { functionDigest } from './answerers/function.ts';
import { recordedAnswersKind } from './answerers/recorded.ts';
import { openStack } from './open-stack.ts';
import { memoryArtefacts } from './testing/memory-artefacts.ts';
import { stackParts } from './testing/stack-parts.ts';

const spec = (answerer: Answerer): StackSpec => ({ answerer, contract: { kind: 'text' } });

async function ask(
  answerer: Answerer,
  given: { caseId?: string; artefacts?: ReturnType<typeof memoryArtefacts> } = {},
) {
  const ledger = memoryLedger();
  const { caseId, ...parts } = given;
  const stack = await openStack(spec(answerer), stackParts(parts));
  const context = { purchase: ledger.purchase, signal: AbortSignal.timeout(10_000), repeat: 0 };
  const answer = stack.answer('Hi', { ...context, ...(caseId !== undefined && { caseId }) });
  return {
    stack,
    ledger,
    answer: await answer.catch((error: unknown) => error),
    estimate: await stack.estimate('Hi'),
  };
}

describe('a constant', () => {
  it('costs nothing, calls nothing and is known by its hash', async () => {
    const { stack, answer, estimate } = await ask({ kind: 'constant', output: 'billing' });
    expect(answer).toEqual({
      output: 'billing',
      finish: 'stop',
      callIds: [],
      costUsd: 0,
      usage: { inputTokens: 0, outputTokens: 0 },
      latencyMs: expect.any(Number),
    });
    expect(estimate).toEqual({ maxCostUsd: 0 });
    expect(stack.hash).toBe(stackHash(stack.spec));
  });
});

describe('recorded answers', () => {
  const artefacts = memoryArtefacts();
  const open = async () => ({
    kind: 'recorded' as const,
    answers: await artefacts.put(recordedAnswersKind, {
      source: 'today.csv',
      answers: [
        { id: 'a', output: 'yes', latencyMs: 120, costUsd: 0.002 },
        { id: '__proto__', output: 'no' },
      ],
    }),
  });

  it('come with the time and cost they had', async () => {
    const { answer } = await ask(await open(), { artefacts, caseId: 'a' });
    expect(answer).toEqual({ output: 'yes', finish: 'stop', callIds: [], latencyMs: 120, costUsd: 0.002 });
  });

  it('leave unknown what was not recorded', async () => {
    const { answer } = await ask(await open(), { artefacts, caseId: '__proto__' });
    expect(answer).toEqual({ output: 'no', finish: 'stop', callIds: [] });
  });

  it('are missed by name', async () => {
    for (const [caseId, id] of [
      ['b', 'b'],
      ['toString', 'toString'],
      [undefined, '(none)'],
    ] as const) {
      const { answer } = await ask(await open(), { artefacts, ...(caseId !== undefined && { caseId }) });
      expect(answer).toMatchObject({ code: 'RECORDED_ANSWER_MISSING', details: { id, source: 'today.csv' } });
    }
  });
});

describe('a function', () => {
  const module = 'functions/answers.ts';
  const open = async (name: string, cost: { costUsdPerAnswer?: number } = {}) => ({
    kind: 'function' as const,
    module,
    export: name,
    digest: await functionDigest(path.join(import.meta.dirname, 'testing', module)),
    ...cost,
  });

  it('answers through the ledger, at the stated cost', async () => {
    const { answer, ledger, estimate } = await ask(await open('default', { costUsdPerAnswer: 0.25 }));
    expect(answer).toMatchObject({ output: 'echo "Hi"', finish: 'stop', costUsd: 0.25, callIds: ['call-1'] });
    expect(ledger.calls).toMatchObject([
      { intent: { model: `${module}#default`, maxCostUsd: 0.25 }, state: 'settled' },
    ]);
    expect(estimate).toEqual({ maxCostUsd: 0.25 });
  });

  it('has an unknown cost when none is stated', async () => {
    const { answer, estimate } = await ask(await open('default'));
    expect(answer).not.toHaveProperty('costUsd');
    expect(answer).toHaveProperty('latencyMs');
    expect(estimate).toEqual({});
  });

  it('may say itself what an answer took', async () => {
    const { answer } = await ask(await open('slowElsewhere', { costUsdPerAnswer: 0.25 }));
    expect(answer).toMatchObject({ output: 'ok', costUsd: 0.5 });
    expect((answer as { latencyMs: number }).latencyMs).toBeGreaterThanOrEqual(1234);
    expect((answer as { latencyMs: number }).latencyMs).toBeLessThan(1434);
  });

  it.each(['wrong', 'circular'])('whose reply is %s was paid for and failed', async (name) => {
    const { answer, ledger } = await ask(await open(name, { costUsdPerAnswer: 0.25 }));
    expect(answer).toMatchObject({
      code: 'EXTERNAL_REPLY_INVALID',
      details: { source: `${module}#${name}` },
    });
    expect(ledger.calls).toMatchObject([{ state: 'settled', answer: { costUsd: 0.25 } }]);
  });

  it('that throws may have cost something', async () => {
    const { answer, ledger } = await ask(await open('throwing'));
    expect(answer).toMatchObject({
      code: 'EXTERNAL_REPLY_INVALID',
      details: { problem: 'it threw out of order' },
    });
    expect(ledger.calls).toMatchObject([{ state: 'unknown' }]);
  });

  it('is refused when it changed or is none', async () => {
    await expect(ask({ ...(await open('default')), digest: 'ff' })).rejects.toMatchObject({
      code: 'FUNCTION_CHANGED',
    });
    for (const name of ['noFunction', 'missing'])
      await expect(ask(await open(name))).rejects.toMatchObject({ code: 'FUNCTION_INVALID' });
  });
});

describe('a service over HTTP', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function serve(
    reply: (request: IncomingMessage, body: string, response: ServerResponse, n: number) => void,
  ) {
    let served = 0;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.setHeader('content-type', 'application/json');
      response.setHeader('connection', 'close');
      reply(request, body, response, served++);
    });
    await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    return { kind: 'http' as const, url: `http://127.0.0.1:${port}/answer`, version: '1' };
  }

  it('is posted the input and answers with what it says of itself', async () => {
    const seen: unknown[] = [];
    const answerer = await serve((request, body, response) => {
      seen.push([request.method, request.url, JSON.parse(body), request.headers['x-fulcrum-call-id']]);
      response.end(JSON.stringify({ output: 'Hello', costUsd: 0.125, latencyMs: 77 }));
    });
    const { answer } = await ask({ ...answerer, costUsdPerAnswer: 1 });
    expect(seen).toEqual([['POST', '/answer', { input: 'Hi' }, 'call-1']]);
    expect(answer).toMatchObject({ output: 'Hello', costUsd: 0.125, callIds: ['call-1'] });
    expect(Math.round((answer as { latencyMs: number }).latencyMs)).toBeGreaterThanOrEqual(77);
  });

  it('is asked again when it is overloaded, and the pause is not its latency', async () => {
    const answerer = await serve((_request, _body, response, n) => {
      if (n === 0) response.writeHead(503, { 'retry-after': '0.4' }).end('{}');
      else response.end('"fine"');
    });
    const startedAt = performance.now();
    const { answer, ledger } = await ask(answerer);
    expect(performance.now() - startedAt).toBeGreaterThan(400);
    expect(answer).toMatchObject({ output: 'fine', callIds: ['call-2'] });
    expect((answer as { latencyMs: number }).latencyMs).toBeLessThan(300);
    expect(answer).not.toHaveProperty('costUsd');
    expect(ledger.calls.map((c) => c.state)).toEqual(['failed', 'settled']);
  });

  it('fails for good, once, when it refuses', async () => {
    const answerer = await serve((_request, _body, response) => response.writeHead(404).end('{}'));
    const { answer, ledger } = await ask(answerer);
    expect(answer).toMatchObject({ code: 'MODEL_REQUEST_REFUSED', transient: false, stopsRun: false });
    expect(ledger.calls).toHaveLength(1);
  });

  it('was paid for when its reply is of no use', async () => {
    const answerer = await serve((_request, _body, response) => response.end('{"text": "Hello"}'));
    const { answer, ledger } = await ask({ ...answerer, costUsdPerAnswer: 0.5 });
    expect(answer).toMatchObject({ code: 'EXTERNAL_REPLY_INVALID', details: { source: answerer.url } });
    expect(ledger.calls).toMatchObject([{ state: 'settled', answer: { costUsd: 0.5 } }]);
  });
});
