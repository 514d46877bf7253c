import { describe, expect, it } from 'vitest';
import type { Rerank, WrittenQueries } from '../../domain/stack.ts';
import type { RerankingModel } from '../../models/reranking-model.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { fakeChatModel } from '../testing/fake-chat-model.ts';
import { openMemoryCorpus } from '../testing/open-memory-corpus.ts';
import { stackParts } from '../testing/stack-parts.ts';
import { openPassageSearch } from './open-passage-search.ts';

// By words: refunds (two of the question's), vouchers (one), and a page that shares none.
const texts = {
  'refunds.md': 'A refund takes five days. A refund of a bike is full.',
  'vouchers.md': 'No refund is paid on vouchers, which last a year, whoever bought them.',
  'reimbursements.md': 'Reimbursements of travel costs take a month.',
};
const question = 'refund bike';
const model = { id: 'fake/chat' };
const listwise: Rerank = { kind: 'listwise', model, depth: 5 };

interface Given {
  readonly replies?: readonly string[];
  readonly rerank?: Rerank;
  readonly queries?: WrittenQueries;
  readonly reranking?: RerankingModel;
  readonly readers?: Readonly<Record<string, readonly string[]>>;
}

async function search({ replies = [], rerank, queries, reranking, readers }: Given) {
  const chat = fakeChatModel({ replies });
  const opened = await openMemoryCorpus(texts, readers);
  const parts = stackParts({ chat, openCorpus: async () => opened });
  const models = { ...parts.models, ...(reranking && { reranking: async () => reranking }) };
  const live = await openPassageSearch(
    {
      corpus: { name: 'pages', settings: opened.corpus.settings },
      fusion: { kind: 'words' },
      ...(rerank && { rerank }),
      ...(queries && { queries }),
    },
    { ...parts, models },
  );
  const ledger = memoryLedger();
  const context = {
    purchase: ledger.purchase,
    signal: new AbortController().signal,
    call: <T>(work: () => Promise<T>) => work(),
  };
  const { passages, record } = await live.search({ question, groups: ['everyone'], k: 3 }, context);
  const names = passages.map(({ document }) => document);
  return { names, record, asked: chat.asked, ledger, atMost: live.atMost(question) };
}

describe('listwise reranking', () => {
  it('takes the order of the reply; what it leaves out comes after, what is no id counts nothing', async () => {
    const { names, record, asked, ledger, atMost } = await search({
      replies: ['[2], [7], [2]'],
      rerank: listwise,
    });
    expect(names).toEqual(['vouchers.md', 'refunds.md']);
    expect(record).toEqual({ rerank: 'reranked' });
    expect(ledger.calls).toHaveLength(1);
    expect(atMost).toHaveLength(1);
    const shown = asked[0]?.messages?.map(({ content }) => content).join('\n') ?? '';
    expect(shown).toContain('<passage id="2" source="vouchers.md">');
    expect(shown).toContain(`<question>\n${question}\n</question>`);
  });

  it('keeps the order of the search where the reply names no passage, and says so', async () => {
    const { names, record } = await search({ replies: ['I cannot order these 99.'], rerank: listwise });
    expect(names).toEqual(['refunds.md', 'vouchers.md']);
    expect(record).toEqual({ rerank: 'unreadable' });
  });

  it('asks nobody where the gate stays closed', async () => {
    const { names, record, asked } = await search({ rerank: { ...listwise, gate: { margin: 0.01 } } });
    expect(names).toEqual(['refunds.md', 'vouchers.md']);
    expect([record, asked]).toEqual([{ rerank: 'clear' }, []]);
  });

  it('shows the beginning of a passage and never more than it reserved', async () => {
    const chat = fakeChatModel({ replies: ['2, 1'] });
    const long = `refund bike ${'and more '.repeat(500)}`;
    const opened = await openMemoryCorpus({
      'a.md': long,
      'b.md': `${long} but not the same, on another page`,
    });
    const { search: find, atMost } = await openPassageSearch(
      {
        corpus: { name: 'pages', settings: opened.corpus.settings },
        fusion: { kind: 'words' },
        rerank: { ...listwise, depth: 2 },
      },
      stackParts({ chat, openCorpus: async () => opened }),
    );
    const context = {
      ...memoryLedger(),
      signal: new AbortController().signal,
      call: async <T>(work: () => Promise<T>) => work(),
    };
    await find({ question, groups: ['everyone'], k: 2 }, context);
    const [request] = chat.asked;
    expect(chat.atMost(request as never).inputTokens).toBeLessThanOrEqual(
      atMost(question)[0]?.inputTokens ?? 0,
    );
  });
});

it('asks a reranking model for the order of the first passages alone', async () => {
  const seen: (readonly string[])[] = [];
  const reranking: RerankingModel = {
    id: 'fake/reranker',
    atMost: () => ({ inputTokens: 1, outputTokens: 0, costUsd: 0.002 }),
    async rerank({ texts: shown }) {
      seen.push(shown);
      return { order: [1, 0], callIds: [], latencyMs: 1 };
    },
  };
  const rerank: Rerank = { kind: 'reranker', model: { id: 'fake/reranker' }, depth: 2 };
  const { names, atMost } = await search({ reranking, rerank });
  expect(names).toEqual(['vouchers.md', 'refunds.md']);
  expect(seen).toEqual([[texts['refunds.md'], texts['vouchers.md']]]);
  expect(atMost).toEqual([{ inputTokens: 1, outputTokens: 0, costUsd: 0.002 }]);
});

describe('written queries', () => {
  it('find what the question does not, fused with what it does', async () => {
    const queries: WrittenQueries = { kind: 'multi', model };
    const reply = '1. "reimbursements travel"\n- Refund: bike?\n\n3) refund vouchers year';
    const { names, record } = await search({ replies: [reply], queries });
    expect(record).toEqual({ queries: ['reimbursements travel', 'refund vouchers year'] });
    // Both of the question's are found twice: 1/61 + 1/62 each; refunds.md was the question's own first.
    expect(names).toEqual(['refunds.md', 'vouchers.md', 'reimbursements.md']);
  });

  it('are left out where none can be used', async () => {
    const { names, record } = await search({
      replies: ['x'.repeat(400)],
      queries: { kind: 'rewrite', model },
    });
    expect(record).toEqual({ queries: [] });
    expect(names).toEqual(['refunds.md', 'vouchers.md']);
  });

  it('find nothing that the asker may not read', async () => {
    const { names } = await search({
      replies: ['reimbursements travel'],
      queries: { kind: 'rewrite', model },
      readers: { 'reimbursements.md': ['leads'] },
    });
    expect(names).toEqual(['refunds.md', 'vouchers.md']);
  });
});
