import { expect, test } from 'vitest';
import { inputHash } from '../../domain/case.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { fakeChatModel } from '../../stacks/testing/fake-chat-model.ts';
import { openMemoryCorpus } from '../../stacks/testing/open-memory-corpus.ts';
import { stackParts } from '../../stacks/testing/stack-parts.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { compareSearchOnDev } from './compare-search-on-dev.ts';
import { readSearchOnDev } from './read-search-on-dev.ts';
import { searchOnDev } from './search-on-dev.ts';

const opened = await openMemoryCorpus(
  {
    'refunds.md': 'refund refund days',
    'vouchers.md': 'refund voucher never, whatever was paid for it and whenever',
    'limits.md': 'limit lead',
  },
  { 'limits.md': ['care'] },
);
const one = (ordinal: number, input: string, goldDocuments: string[], principal?: string): StoredCase => ({
  id: `q${ordinal}`,
  input,
  goldDocuments,
  tags: ['all'],
  split: 'dev',
  ordinal,
  inputHash: inputHash(input),
  ...(principal !== undefined && { principal }),
});
// By words the voucher page is second to the refund page, and the limits are found by whoever may read them.
const dev = [
  one(0, 'refund', ['vouchers.md']),
  one(1, 'limit', ['limits.md'], 'care'),
  one(2, 'limit again', ['limits.md'], 'ann'),
  one(3, 'something else', []),
];
const plain: RetrievedKnowledge = {
  kind: 'retrieved',
  corpus: { name: 'pages', settings: opened.corpus.settings },
  fusion: { kind: 'words' },
  k: 5,
  maxTokens: 100,
  sections: false,
  grounding: { abstention: 'not known' },
};
const reranked: RetrievedKnowledge = {
  ...plain,
  rerank: { kind: 'listwise', model: { id: 'fake/chat' }, depth: 5 },
};
const settings = { confidence: 0.95, seed: 'seed' };

function ask(replies: readonly string[] = []) {
  const ledger = memoryLedger();
  const keys: string[] = [];
  const signal = new AbortController().signal;
  const parts = {
    stackParts: stackParts({ chat: fakeChatModel({ replies }), openCorpus: async () => opened }),
    async *cases() {
      yield* dev;
    },
    purchaseFor: (key: string) => {
      keys.push(key);
      return ledger.purchase;
    },
    concurrency: 1,
    signal,
    hardSignal: signal,
  };
  return { ledger, keys, search: (knowledge: RetrievedKnowledge) => searchOnDev(knowledge, parts) };
}

test('what an asker may not read is no miss, and a question without documents is not searched for', async () => {
  const { keys, search } = ask();
  const asked = await search(plain);
  expect(asked.map(({ query }) => [query.queryId, query.ranked, [...query.relevant.keys()]])).toEqual([
    ['q0', ['refunds.md', 'vouchers.md'], ['vouchers.md']],
    ['q1', ['limits.md'], ['limits.md']],
    ['q2', [], []],
    ['q3', [], []],
  ]);
  expect(new Set(keys).size).toBe(2);
});

test('reads the search on its own: by hand, the second of two and the first of one', async () => {
  const reading = await readSearchOnDev(plain, ask().search, settings);
  expect(reading).toMatchObject({ split: 'dev', questions: 4, unjudged: 2, slices: [] });
  expect(reading?.searches.map(({ name }) => name)).toEqual(['words']);
  const [words] = reading?.searches ?? [];
  const mean = (name: string) => words?.metrics.find(({ metric }) => metric === name)?.mean;
  expect(mean('mrr')).toBeCloseTo(0.75, 12);
  expect(mean('hit@1')).toBe(0.5);
  expect(mean('recall@5')).toBe(1);
  // 1 ÷ log2(3) = 0.63093, and 1.
  expect(mean('ndcg@10')).toBeCloseTo(0.815465, 6);
  expect(words?.coverage.map(({ k, found, relevant }) => [k, found, relevant])).toEqual([
    [1, 1, 2],
    [5, 2, 2],
    [10, 2, 2],
  ]);
});

test('compares searches question by question, says how often passages were reranked and what it cost', async () => {
  const { ledger, search } = ask(['2, 1']);
  const comparison = compareSearchOnDev(await search(reranked), await search(plain), {
    ...settings,
    margin: 0.05,
  });
  // Two judged questions, of which one has two passages to put in order: one call for 0.01.
  expect(comparison).toMatchObject({ candidateNdcg: 1, questions: 2, usdPerQuestion: 0.005 });
  expect(comparison?.referenceNdcg).toBeCloseTo(0.815465, 6);
  expect(comparison?.reranked).toEqual({ questions: 2, reranked: 1, unreadable: 0 });
  expect(ledger.calls).toHaveLength(1);
  const reading = await readSearchOnDev(reranked, ask(['none', 'none']).search, settings);
  expect(reading?.searches.map(({ name }) => name)).toEqual(['words', 'words + reranking']);
  expect(reading?.reranked).toEqual({ questions: 2, reranked: 0, unreadable: 1 });
});
