import { expect, test } from 'vitest';
import type { Passage } from '../../domain/passage.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { fakeChatModel } from '../testing/fake-chat-model.ts';
import { listwiseReranker, readOrder } from './listwise-reranker.ts';

test.each([
  ['2, 1, 3', [1, 0, 2]],
  ['Here is the order:\n2 > 1 > 3', [1, 0, 2]],
  ['Passage 3, then passage 1', [2, 0]],
  ['1. [3]\n2. [1]', [2, 0]],
  ['3, 3, 9, 1', [2, 0]],
  ['Passage 2.', [1]],
  ['The tutorials are:\n\n1.\n\nThe first', undefined],
  ['It was released in 2023.', undefined],
  ['8, 9', undefined],
  ['', undefined],
])('reads %j', (reply, order) => {
  expect(readOrder(reply, 3)).toEqual(order);
});

test('a model that scores labels gives the likelier id first, and writes nothing', async () => {
  const chat = fakeChatModel({ logProbability: (label) => ({ 1: -2, 2: -0.5, 3: -2 })[label] ?? -9 });
  const reranker = listwiseReranker(chat, 3);
  const passage = (document: string): Passage => ({
    chunkId: document,
    document,
    span: { start: 0, end: 1 },
    text: document,
    contextLine: '',
    headingPath: [],
  });
  const context = {
    purchase: memoryLedger().purchase,
    signal: new AbortController().signal,
    call: <T>(work: () => Promise<T>) => work(),
  };
  expect(await reranker.order('q', ['a', 'b', 'c'].map(passage), context)).toEqual([1, 0, 2]);
  expect(chat.asked.map(({ labels }) => labels)).toEqual([['1', '2', '3']]);
});
