/** Buying what is written of chunks: in which order, each once, and what failures and interruptions leave. */
import { expect, test } from 'vitest';
import { FulcrumError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ports/ledger.ts';
import { chunkDocument } from '../../knowledge/chunks/chunk-document.ts';
import { buildDocument, countWords, paragraph } from '../../knowledge/chunks/testing/build-document.ts';
import type { ContextWriter } from '../../stacks/knowledge/context-writer.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { interruptible } from '../interruption.ts';
import { buyContexts } from './buy-contexts.ts';

/** Words of one letter, each a chunk; a part is two of them. */
function documentOf(words: string) {
  const { text, ...rest } = buildDocument([...words].map((word) => paragraph(word)));
  return { text, chunks: chunkDocument({ text, ...rest }, { maxTokens: 1, minTokens: 1 }, countWords) };
}

function setUp(reply: (text: string) => string | undefined | Error, concurrency = 1) {
  const asked: string[] = [];
  let [atOnce, mostAtOnce] = [0, 0];
  const writer: ContextWriter = {
    maxConcurrency: 3,
    parts: ({ text, chunks }) =>
      Array.from({ length: Math.ceil(chunks.length / 2) }, (_, n) => ({
        text: `${n} ${text}`,
        chunks: chunks.slice(2 * n, 2 * n + 2),
      })),
    atMost: () => ({ inputTokens: 1, outputTokens: 1 }),
    async write(_, { text }) {
      asked.push(text);
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce -= 1;
      const given = reply(text);
      if (given instanceof Error) throw given;
      return given;
    },
  };
  const interruption = interruptible();
  const buy = buyContexts({
    openWriter: async () => writer,
    ledger: { purchase: () => memoryLedger().purchase } as unknown as Ledger,
    runId: 'run',
    concurrency,
    interruption,
    onProgress: () => {},
  });
  const write = (...documents: string[]) => buy(documents.map(documentOf), interruption.soft);
  return { asked, write, interruption, mostAtOnce: () => mostAtOnce };
}

const sentence = (text: string) => `on ${text}`;
const written = (text: string) => ({ kind: 'written', sentence: sentence(text) });

test('gives each chunk its own, in order, whichever part is done first', async () => {
  const { write, asked, mostAtOnce } = setUp(sentence, 8);
  expect(await write('abc', 'de', '')).toEqual([...'abcde'].map(written));
  expect(mostAtOnce()).toBe(3);
  // Of one part the second is asked for when the first is there: the model has read the part by then.
  expect(asked.slice(0, 3).toSorted()).toEqual(['a', 'c', 'd']);
});

test('a document that is there twice is asked for once', async () => {
  const { write, asked } = setUp(sentence, 4);
  expect(await write('abc', 'abc')).toEqual([...'abcabc'].map(written));
  expect(asked).toHaveLength(3);
});

test('what fails or cannot be read leaves its chunk without', async () => {
  const out = new FulcrumError('MODEL_TIMED_OUT', { id: 'fake', reason: 'slow' });
  const { write } = setUp((text) => (text === 'a' ? out : text === 'b' ? undefined : sentence(text)));
  expect(await write('abc')).toEqual([
    { kind: 'failed', reason: out.message, transient: true },
    { kind: 'unreadable' },
    written('c'),
  ]);
});

test('a service that is out is given up after five failures in a row', async () => {
  const out = new FulcrumError('MODEL_OVERLOADED', { id: 'fake', reason: 'down' });
  const { write, asked } = setUp(() => out);
  const contexts = await write('abcdefgh', 'xyz');
  expect(contexts).toHaveLength(11);
  expect(new Set(contexts.map(({ kind }) => kind))).toEqual(new Set(['failed']));
  expect(asked).toHaveLength(5);
});

test('what is refused chunk by chunk is no outage: the rest is asked for', async () => {
  const refused = new FulcrumError('MODEL_REQUEST_REFUSED', { id: 'fake', reason: '400' });
  const { write } = setUp((text) => (text < 'g' ? refused : sentence(text)));
  const contexts = await write('abcdefgh');
  expect(contexts.slice(6)).toEqual([written('g'), written('h')]);
  expect(contexts[0]).toEqual({ kind: 'failed', reason: refused.message, transient: false });
});

test.each(['BUDGET_EXHAUSTED', 'MODEL_KEY_REFUSED'] as const)('%s ends it', async (code) => {
  const { write, asked } = setUp(() => new FulcrumError(code));
  await expect(write('abcd')).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(1);
});

test('asked to stop, it buys nothing more', async () => {
  const { write, asked, interruption } = setUp((text) => {
    if (text === 'c') interruption.interrupt();
    return sentence(text);
  });
  await expect(write('abcdef')).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(asked).toEqual(['a', 'b', 'c']);
});
