import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../domain/access.ts';
import type { Examples } from '../../domain/stack.ts';
import { meteredEmbeddingModel } from '../../models/metering/metered-embedding-model.ts';
import { fakeEmbeddingModel } from '../../testing/fake-embedding-model.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import type { StackParts } from '../live-stack.ts';
import { memoryArtefacts } from '../testing/memory-artefacts.ts';
import { type PooledExample, putExamplePool } from './example-pool.ts';
import { openExampleRetriever } from './example-retriever.ts';

type By = Extract<Examples, { kind: 'retrieved' }>['by'];
const everyWay: readonly By[] = ['embedding', 'bm25', 'both', 'random'];

const tickets = [
  'The parcel has not arrived yet and I am waiting',
  'My invoice for March shows the wrong amount',
  'The parcel arrived but the box was broken',
  'How do I change my password for the shop',
  'Please send the invoice again, the amount is missing',
  'Cancel my subscription at the end of the month',
];
const toPool = (texts: readonly string[], principal?: string): PooledExample[] =>
  texts.map((input, i) => ({
    caseId: `${principal ?? 't'}${i}`,
    input,
    output: `o${i}`,
    ...(principal && { principal }),
  }));

const context = (principal?: string) => ({
  purchase: memoryLedger().purchase,
  call: <T>(work: () => Promise<T>) => work(),
  signal: AbortSignal.timeout(10_000),
  repeat: 0,
  ...(principal !== undefined && { principal }),
});

async function open(pool: readonly PooledExample[], by: By, k: number, given: Partial<StackParts> = {}) {
  const artefacts = memoryArtefacts();
  const model = meteredEmbeddingModel({
    id: 'fake/embed',
    embedding: fakeEmbeddingModel(256),
    batchSize: 16,
    limits: { maxConcurrency: 4 },
    countTokens: (text) => ({ tokens: text.length, exact: true }),
  });
  const parts: StackParts = {
    artefacts,
    folder: '.',
    models: {
      embedding: async () => model,
      chat: () => Promise.reject(new Error('no chat model here')),
      reranking: () => Promise.reject(new Error('no reranking model here')),
      [Symbol.asyncDispose]: async () => {},
    },
    embed: async (_, texts) => (await model.embed(texts, context())).vectors,
    ...given,
  };
  const spec = {
    kind: 'retrieved',
    pool: await putExamplePool(artefacts, pool),
    k,
    by,
    embedding: { id: model.id },
  } as const;
  return openExampleRetriever(spec, parts);
}

describe.each(everyWay)('examples by %s', (by) => {
  it('are never the input itself nor its near-duplicate', async () => {
    const near = `${tickets[0]} for days and nights, it is really quite a long time`;
    const pool = toPool([...tickets, tickets[0] ?? '', near, near.replace('quite', 'QUITE!')]);
    const retriever = await open(pool, by, 20);
    const shownTo = async (text: string) => (await retriever.search(text, context())).map((e) => e.input);
    expect(await shownTo(tickets[0] ?? '')).not.toContain(tickets[0]);
    const shown = await shownTo(near);
    expect(shown).not.toContain(near);
    expect(shown).not.toContain(near.replace('quite', 'QUITE!'));
    if (by !== 'bm25') expect(shown).toHaveLength(7);
  });

  it('are only those of the principal; unmarked ones only for nobody', async () => {
    const pool = [...toPool(tickets), ...toPool(tickets, 'ann'), ...toPool(tickets, 'bob')];
    const retriever = await open(pool, by, 30);
    const prefixes = async (principal?: string) =>
      new Set(
        (await retriever.search('the invoice of the parcel in my shop', context(principal))).map((e) =>
          e.caseId.slice(0, -1),
        ),
      );
    expect(await prefixes('ann')).toEqual(new Set(['ann']));
    expect(await prefixes()).toEqual(new Set(['t']));
    expect(await prefixes('eve')).toEqual(new Set());
  });

  it('are those of every group of the principal, by who is in which', async () => {
    const pool = [...toPool(tickets, 'care'), ...toPool(tickets, 'ann'), ...toPool(tickets, 'leads')];
    const openAccess = async () => ({
      groupsOf: (principal: string | undefined) => groupsOf(principal, { ann: ['care'] }),
      versions: { permissionVersion: 'v1' },
    });
    const retriever = await open(pool, by, 30, { openAccess });
    const shownTo = async (principal: string) =>
      new Set(
        (await retriever.search('the invoice of the parcel in my shop', context(principal))).map((e) =>
          e.caseId.slice(0, -1),
        ),
      );
    expect(await shownTo('ann')).toEqual(new Set(['care', 'ann']));
    expect(await shownTo('bob')).toEqual(new Set());
    expect(await shownTo('leads')).toEqual(new Set(['leads']));
    expect(retriever.versions).toEqual({ permissionVersion: 'v1' });
    expect((await open(toPool(tickets), by, 3, { openAccess })).versions).toBeUndefined();
  });

  it('are the same for the same input, and never carry the principal', async () => {
    const retriever = await open(toPool(tickets, 'ann'), by, 3);
    const once = await retriever.search('a parcel and an invoice', context('ann'));
    expect(once.length).toBeGreaterThan(0);
    expect(await retriever.search('a parcel and an invoice', context('ann'))).toEqual(once);
    expect(Object.keys(once[0] ?? {})).toEqual(['caseId', 'input', 'output']);
  });
});

describe('similar examples', () => {
  it.each(['embedding', 'bm25', 'both'] as const)('by %s stand with the most similar last', async (by) => {
    const retriever = await open(toPool(tickets), by, 2);
    const shown = await retriever.search('the parcel arrived but it was broken', context());
    expect(shown.map((e) => e.caseId)).toEqual(['t0', 't2']);
  });

  it('by both are fused by reciprocal rank', async () => {
    const pool = toPool(['green green', 'green blue blue blue blue', 'blue red blue', 'sun green']);
    const bestFirst = async (by: By) =>
      (await (await open(pool, by, 4)).search('red green', context())).map((e) => e.caseId).reverse();
    expect(await bestFirst('bm25')).toEqual(['t2', 't0', 't3', 't1']);
    expect(await bestFirst('embedding')).toEqual(['t0', 't3', 't2', 't1']);
    // 1/62 + 1/61, 1/61 + 1/63, 1/63 + 1/62, 1/64 + 1/64
    expect(await bestFirst('both')).toEqual(['t0', 't2', 't3', 't1']);
  });

  it('by bm25 are none when no word is shared', async () => {
    expect(await (await open(toPool(tickets), 'bm25', 3)).search('zebra', context())).toEqual([]);
  });
});

describe('random examples', () => {
  it('depend on the input alone and differ from input to input', async () => {
    const pool = toPool(Array.from({ length: 40 }, (_, i) => `ticket number ${i} about thing ${i * 7}`));
    const [one, other] = [await open(pool, 'random', 4), await open(pool, 'random', 4)];
    const ids = async (retriever: typeof one, text: string, repeat = 0) =>
      (await retriever.search(text, { ...context(), repeat })).map((e) => e.caseId);
    expect(await ids(one, 'a')).toEqual(await ids(other, 'a', 1));
    const drawn = await Promise.all(Array.from({ length: 100 }, (_, i) => ids(one, `input ${i}`)));
    expect(drawn.every((d) => new Set(d).size === 4)).toBe(true);
    // Each of 40 is expected in 10 of the 100 draws of 4; a position never or always drawn would be a broken shuffle.
    const counts = pool.map((e) => drawn.filter((d) => d.includes(e.caseId)).length);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThan(25);
  });
});

it('names the examples that take the most tokens, and what its own call takes, for estimates', async () => {
  const tokens: Record<string, number> = { short: 9, 'a much longer text': 4, 'middle one': 5 };
  const tokensOf = ({ input }: { readonly input: unknown }) => tokens[String(input)] ?? 0;
  const pool = toPool(Object.keys(tokens));
  const retriever = await open(pool, 'embedding', 2);
  expect(retriever.longest(tokensOf).map((e) => e.input)).toEqual(['short', 'middle one']);
  // Three characters, and 16 tokens around them.
  expect(retriever.atMost('why')).toEqual([{ inputTokens: 19, outputTokens: 0 }]);
  expect((await open(pool, 'bm25', 2)).atMost('why')).toEqual([]);
});

it('finds its examples among 10,000 in milliseconds', async () => {
  const word = (n: number) => `w${(n * 7919) % 997}`;
  const pool = toPool(
    Array.from({ length: 10_000 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) => word(i * 31 + j * j)).join(' '),
    ),
  );
  for (const by of ['bm25', 'random'] as const) {
    const retriever = await open(pool, by, 8);
    const started = performance.now();
    for (let i = 0; i < 50; i++) await retriever.search(`w${i} w${i + 1} w${i + 2} w5 w8`, context());
    expect((performance.now() - started) / 50).toBeLessThan(20);
  }
});
