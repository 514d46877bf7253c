import { beforeAll, describe, expect, it } from 'vitest';
import type { Chunk } from '../../domain/chunk.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Fusion } from '../../domain/fusion.ts';
import type { Corpus, StoredDocument } from '../../domain/ports/corpus-store.ts';
import { judgeRanking } from '../../measure/retrieval/judge-ranking.ts';
import { ndcgAt } from '../../measure/retrieval/ndcg-at.ts';
import { wordVector } from '../testing/counting-embedder.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { chooseFusion } from './choose-fusion.ts';
import { explainSearch } from './explain-search.ts';
import { fuse } from './fuse.ts';
import { NearEquals } from './near-equals.ts';
import { pendingVector } from './pending-vector.ts';
import { searchCorpus } from './search-corpus.ts';

const list = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([id, score]) => ({ id, score }));

describe('fusion', () => {
  const words = list({ a: 8, b: 4, c: 2 });
  const vectors = list({ c: 0.9, d: 0.8, a: 0.5 });
  const fused = (fusion: Fusion) =>
    fuse(words, vectors, fusion).map(({ id, score }) => `${id} ${Math.round(score * 1e4) / 1e4}`);

  it('by reciprocal ranks', () => {
    // a 1/61 + 1/63, c 1/63 + 1/61, b and d 1/62: a and c tie, both with a rank of 1, then by id.
    expect(fused({ kind: 'rrf' })).toEqual(['a 0.0323', 'c 0.0323', 'b 0.0161', 'd 0.0161']);
    // 1/2 + 1/4 and 1/3.
    expect(fused({ kind: 'rrf', constant: 1 })).toEqual(['a 0.75', 'c 0.75', 'b 0.3333', 'd 0.3333']);
  });

  it('by weighted scores, words by the best, vectors between lowest and best', () => {
    // words: a 1, b 0.5, c 0.25; vectors: c 1, d 0.75, a 0.
    expect(fused({ kind: 'weighted', vectorWeight: 0.5 })).toEqual(['c 0.625', 'a 0.5', 'd 0.375', 'b 0.25']);
    expect(fused({ kind: 'weighted', vectorWeight: 0.2 })).toEqual(['a 0.8', 'c 0.4', 'b 0.4', 'd 0.15']);
    expect(() => fuse(words, vectors, { kind: 'weighted', vectorWeight: 1.2 })).toThrow(RangeError);
  });

  it('or of one list alone, and of lists that are empty or all equal', () => {
    expect(fused({ kind: 'words' })).toEqual(['a 8', 'b 4', 'c 2']);
    expect(fused({ kind: 'vectors' })).toEqual(['c 0.9', 'd 0.8', 'a 0.5']);
    expect(fuse([], [], { kind: 'weighted', vectorWeight: 0.5 })).toEqual([]);
    expect(
      fuse([], list({ a: 0.4, b: 0.4 }), { kind: 'weighted', vectorWeight: 0.5 }).map(({ score }) => score),
    ).toEqual([0.5, 0.5]);
  });

  it('names ranks and scores of each list', () => {
    expect(fuse(words, vectors, { kind: 'rrf' })[2]).toEqual({
      id: 'b',
      score: 1 / 62,
      words: { rank: 2, score: 4 },
    });
  });
});

describe('the choice of a fusion', () => {
  const ndcg = ndcgAt(10);
  type Query = { words: ReturnType<typeof list>; vectors: ReturnType<typeof list>; gold: string };
  const metric = (ranked: readonly string[], { gold }: Query) => {
    const relevant = new Map<string, number>(gold === '' ? [] : [[gold, 1]]);
    const judged = judgeRanking({ queryId: 'q', tags: [], ranked, relevant });
    return judged && ndcg.of(judged);
  };

  it('takes the best mean', () => {
    // Words are right on three, vectors on one, each with the other's gold second; the first is near for vectors.
    const good = { words: list({ g: 5, x: 4 }), vectors: list({ x: 0.9, g: 0.8, y: 0.1 }), gold: 'g' };
    const other = { words: list({ x: 5, y: 1 }), vectors: list({ g: 0.9, x: 0.1 }), gold: 'g' };
    const choice = chooseFusion([good, good, good, other], metric, [0.5, 0.6]);
    // Weight 0.5: good: g (1 + 7/8) / 2 beats x (0.8 + 1) / 2; other: g 0.5, x 0.5 tie on rank, g by id. All four right.
    expect(choice).toMatchObject({ fusion: { kind: 'weighted', vectorWeight: 0.5 }, mean: 1, queries: 4 });
    expect(choice?.readings.map(({ fusion }) => fusion.kind)).toEqual([
      'words',
      'vectors',
      'rrf',
      'weighted',
      'weighted',
    ]);
    expect(choice?.readings[0]?.mean).toBeCloseTo(3 / 4, 12);
    // The second of two has a gain of 1 / log2 3.
    expect(choice?.readings[1]?.mean).toBeCloseTo((3 / Math.log2(3) + 1) / 4, 12);
  });

  it('leaves equal weights only for a gain of more than one standard error', () => {
    // Words put the gold first, equal weights the other; on the second kind of question all are right.
    const wrong = { words: list({ g: 5, x: 4.9 }), vectors: list({ x: 0.9, g: 0.1 }), gold: 'g' };
    const right = { words: list({ g: 5 }), vectors: list({ g: 0.9, x: 0.1 }), gold: 'g' };
    const first = (ranked: readonly string[], { gold }: Query) => Number(ranked[0] === gold);
    const chosen = (queries: readonly Query[]) => chooseFusion(queries, first, [0.5])?.fusion;
    // Differences 1, 0, 0, 0: mean 0.25, standard error 0.25. Differences 1, 1, 0, 0: 0.5 and 0.29.
    expect(chosen([wrong, right, right, right])).toEqual({ kind: 'weighted', vectorWeight: 0.5 });
    expect(chosen([wrong, wrong, right, right])).toEqual({ kind: 'words' });
    expect(chosen([wrong])).toEqual({ kind: 'weighted', vectorWeight: 0.5 });
  });

  it('takes the simplest of equals, and none without a judged query', () => {
    const same = { words: list({ g: 2, x: 1 }), vectors: list({ g: 0.9, x: 0.1 }), gold: 'g' };
    expect(chooseFusion([same], metric)?.fusion).toEqual({ kind: 'words' });
    expect(chooseFusion([{ ...same, gold: '' }], metric)).toBeUndefined();
    expect(chooseFusion([], metric)).toBeUndefined();
    expect(chooseFusion([same, { ...same, gold: '' }], metric)?.queries).toBe(1);
  });
});

const passage = (document: string, start: number, text: string, contextLine = '') => ({
  chunkId: `${document}:${start}`,
  document,
  span: { start, end: start + text.length },
  text,
  contextLine,
  headingPath: [],
});

describe('near-equal passages', () => {
  const text =
    'A customer who returns the bike within fourteen days of delivery gets back all that was paid, apart from the fee for transport, once the workshop has seen it and found no damage.';

  it('are those with the same letters, not the same story', () => {
    const near = new NearEquals();
    expect(near.add(passage('a', 0, text))).toBeUndefined();
    expect(near.add(passage('b', 5, text.toUpperCase().replaceAll(',', ';')))?.chunkId).toBe('a:0');
    expect(near.add(passage('c', 0, text.replace('bike', 'bicycle')))?.chunkId).toBe('a:0');
    expect(
      near.add(
        passage(
          'd',
          0,
          `${text} Parts that wear are charged at list price in every case, brakes and tyres among them.`,
        ),
      ),
    ).toBeUndefined();
    expect(near.add(passage('e', 0, 'Somebody else pays.'))).toBeUndefined();
  });

  it('are not those with other figures or under another heading', () => {
    const near = new NearEquals();
    expect(near.add(passage('a', 0, `${text} The fee is 29 euro.`))).toBeUndefined();
    expect(near.add(passage('b', 0, `${text} The fee is 39 euro.`))).toBeUndefined();
    expect(near.add(passage('c', 0, 'Wash at 30 degrees.', 'Heron > Care'))).toBeUndefined();
    expect(near.add(passage('d', 0, 'Wash at 30 degrees.', 'Plover > Cleaning and care'))).toBeUndefined();
  });

  it('of other documents are kept where only those of the same are to be left out', () => {
    const near = new NearEquals('document');
    expect(near.add(passage('a', 0, text))).toBeUndefined();
    expect(near.add(passage('b', 0, text))).toBeUndefined();
    expect(near.add(passage('b', 900, text))?.chunkId).toBe('b:0');
  });

  it('are neighbours that share nearly all of the shorter', () => {
    const near = new NearEquals();
    const words = Array.from({ length: 400 }, (_, i) => `word${i}`).join(' ');
    const cut = (start: number, end: number) => passage('a', start, words.slice(start, end));
    expect(near.add(cut(1000, 1400))).toBeUndefined();
    expect(near.add(cut(1200, 1600))).toBeUndefined();
    expect(near.add(cut(1390, 1590))?.chunkId).toBe('a:1200');
    expect(near.add(cut(980, 1410))?.chunkId).toBe('a:1000');
    expect(near.add(cut(0, 300))).toBeUndefined();
  });

  it('are found in near-linear time', () => {
    const near = new NearEquals();
    const start = performance.now();
    for (let n = 0; n < 4000; n += 1) near.add(passage(`d${n}`, 0, `${text} Number ${n} of the form.`));
    for (let n = 0; n < 4000; n += 1) near.add(passage('one', n * 50, `Chunk ${n} of a long document.`));
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

async function corpusOf(
  documents: Readonly<Record<string, { text: string; readers?: string[] } & Partial<StoredDocument>>>,
): Promise<Corpus> {
  const corpus = memoryCorpus({ chunking: {}, embedding: 'words' });
  for (const [name, { text, readers = ['everyone'], ...rest }] of Object.entries(documents)) {
    const chunks = text === '' ? [] : [chunkOf(text)];
    const vectors = chunks.map((chunk) => ({ chunk, vector: wordVector(chunk.text) }));
    await corpus.put({
      name,
      fileHash: name,
      readers,
      metadata: {},
      notes: [],
      text,
      chunks: vectors,
      ...rest,
    });
  }
  return corpus;
}

function chunkOf(text: string): Chunk {
  const span = { start: 0, end: text.length };
  return {
    index: 0,
    span,
    text,
    contextLine: '',
    headingPath: [],
    tokens: 1,
    blockKinds: ['paragraph'],
    contentHash: contentHash(text),
  };
}

describe('a search', () => {
  let corpus: Corpus;
  beforeAll(async () => {
    corpus = await corpusOf({
      'a.md': { text: 'refund after fourteen days of delivery', category: 'plans' },
      'copy.md': { text: 'Refund after fourteen days of delivery.' },
      'b.md': { text: 'refund limits of the care team', readers: ['care'] },
      'c.md': { text: 'delivery zones of the north', date: '2026-01-01' },
      'd.md': { text: 'opening hours' },
      'empty.md': { text: '' },
    });
  });
  const everyone = ['everyone'];
  const request = (text: string, more: object = {}) => ({
    text,
    vector: wordVector(text),
    groups: everyone,
    ...more,
  });
  const names = async (...args: Parameters<typeof request>) =>
    (await searchCorpus(corpus, request(...args))).found.map(({ passage: found }) => found.document);

  it('finds by words, by vectors, by both', async () => {
    const fusion = { kind: 'words' } as const;
    expect(await names('refund', { fusion })).toEqual(['a.md']);
    expect((await searchCorpus(corpus, { text: 'refund', groups: everyone })).fusion).toEqual({
      kind: 'words',
    });
    expect(await names('refund days', { fusion: { kind: 'vectors' }, k: 1 })).toEqual(['a.md']);
    expect((await names('refund delivery'))[0]).toBe('a.md');
    await expect(
      searchCorpus(corpus, { text: 'x', groups: everyone, fusion: { kind: 'rrf' } }),
    ).rejects.toThrow('vector');
  });

  it('looks for the words while the vector is computed: neither before nor after', async () => {
    const order: string[] = [];
    const watched: Corpus = {
      ...corpus,
      searchWords: (...args) => {
        order.push('words');
        return corpus.searchWords(...args);
      },
      searchVectors: (...args) => {
        order.push('vectors');
        return corpus.searchVectors(...args);
      },
    };
    const later = () => new Promise((resolve) => setTimeout(resolve, 5));
    const vector = pendingVector(async (underWay) => {
      await later();
      order.push('under way');
      underWay();
      await later();
      order.push('known');
      return wordVector('refund');
    });
    await searchCorpus(watched, request('refund', { vector }));
    expect(order).toEqual(['under way', 'words', 'known', 'vectors']);
    // One that was known before is never under way.
    order.length = 0;
    const cached = pendingVector(async () => wordVector('refund'));
    await searchCorpus(watched, request('refund', { vector: cached }));
    expect(order.toSorted()).toEqual(['vectors', 'words']);
    const refused = pendingVector(() => Promise.reject(new Error('no budget')));
    await expect(searchCorpus(watched, request('refund', { vector: refused }))).rejects.toThrow('no budget');
  });

  it('shows each group what it may read, and nobody anything', async () => {
    const fusion = { kind: 'words' } as const;
    expect(await names('refund', { fusion, groups: ['care'] })).toEqual(['b.md']);
    expect(await names('refund', { groups: [] })).toEqual([]);
  });

  it('leaves out what repeats, and says what it repeats', async () => {
    const { considered } = await searchCorpus(
      corpus,
      request('refund fourteen', { fusion: { kind: 'words' } }),
    );
    expect(considered).toMatchObject([
      { passage: { document: 'a.md' }, words: { rank: 1 }, fused: { rank: 1 }, rank: 1 },
      { passage: { document: 'copy.md' }, words: { rank: 2 }, nearEqualOf: considered[0]?.passage.chunkId },
    ]);
    expect(considered[1]).not.toHaveProperty('rank');
  });

  it('counts ranks past what was left out, up to what was wanted', async () => {
    const { found, considered } = await searchCorpus(corpus, request('refund fourteen delivery', { k: 2 }));
    expect(found.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(
      considered.filter(({ rank, nearEqualOf }) => rank === undefined && nearEqualOf === undefined),
    ).toHaveLength(1);
  });

  it('is explained', async () => {
    const why = async (document: string, more: object = {}, keeper = false) => {
      const failed = [
        { name: 'x.pdf', problem: 'is encrypted', keptVersion: false },
        { name: 'd.md', problem: 'is broken', keptVersion: true },
      ];
      const asked = request('refund fourteen', { fusion: { kind: 'words' }, ...more });
      const { fusion: _, ...told } = await explainSearch(
        corpus,
        asked,
        { document },
        keeper ? { failed } : undefined,
      );
      return told;
    };
    expect(await why('a.md')).toMatchObject({ kind: 'found', passages: [{ rank: 1 }], depth: 100 });
    expect(await why('copy.md')).toMatchObject({ kind: 'near-equal' });
    expect(await why('copy.md', { k: 1 })).toMatchObject({ kind: 'behind' });
    expect(await why('copy.md', { k: 1, depth: 1 })).toEqual({
      kind: 'below-depth',
      wordRank: 2,
      lookedAt: 10_000,
      depth: 1,
    });
    expect(await why('a.md', { filters: { categories: ['other'] } })).toMatchObject({ kind: 'filtered' });
    expect(await why('a.md', { filters: { sources: ['b'] } })).toMatchObject({ kind: 'filtered' });
    expect(await why('c.md')).toMatchObject({ kind: 'no-match' });
    expect(await why('empty.md')).toMatchObject({ kind: 'no-match' });
    expect(await why('d.md', {}, true)).toMatchObject({ kind: 'no-match', outdated: 'is broken' });
    expect(await why('x.pdf', {}, true)).toMatchObject({ kind: 'failed', problem: 'is encrypted' });
    expect(await why('none.md', {}, true)).toMatchObject({ kind: 'not-in-corpus' });
    expect(await why('b.md', {}, true)).toMatchObject({ kind: 'not-permitted', readers: ['care'] });
  });

  it('is explained to others without a word on what they may not read', async () => {
    const ask = (document: string) => explainSearch(corpus, request('refund'), { document });
    const hidden = await ask('b.md');
    expect(hidden.kind).toBe('not-there');
    expect(await ask('none.md')).toEqual(hidden);
    expect(await ask('x.pdf')).toEqual(hidden);
  });
});
