import { describe, expect, it } from 'vitest';
import { FulcrumError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ports/ledger.ts';
import type { ChatModel } from '../../models/chat-model.ts';
import { fakeChatModel } from '../../stacks/testing/fake-chat-model.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { interruptible } from '../interruption.ts';
import { askForQuestions } from './ask-for-questions.ts';
import type { DrawnPassage } from './draw-passages.ts';

const drawn = (n: number): DrawnPassage => ({
  document: { name: `d${n}`, fileHash: '', readers: [], metadata: {}, notes: [], chunkCount: 1 },
  passage: {
    chunkId: `c${n}`,
    document: `d${n}`,
    span: { start: 0, end: 1 },
    text: `text ${n}`,
    contextLine: '',
    headingPath: [],
  },
  groups: [],
});
async function* passages(count: number) {
  for (let n = 0; n < count; n++) yield drawn(n);
}
const reply = (n: number) => JSON.stringify({ answer: `a${n}`, question: `q${n}?` });

type Generate = (n: number, interrupt: () => void) => Promise<string>;

/** The model answers by the passage it is asked about. */
async function ask(count: number, generate: Generate, concurrency = 1) {
  const interruption = interruptible();
  const { purchase } = memoryLedger();
  const keys: string[] = [];
  const ledger = {
    purchase: ({ attemptKey }: { readonly attemptKey: string }) => {
      keys.push(attemptKey);
      return purchase;
    },
  } as unknown as Ledger;
  const fake = fakeChatModel({});
  const model: ChatModel = {
    ...fake,
    async generate({ messages }) {
      const n = Number(/text (\d+)/.exec(messages.at(-1)?.content ?? '')?.[1]);
      const text = await generate(n, interruption.interrupt);
      return { text, toolCalls: [], finish: 'stop', callIds: [], latencyMs: 1 };
    },
  };
  const done: number[] = [];
  const result = await askForQuestions(passages(count), {
    model,
    ledger,
    runId: 'run',
    total: count,
    concurrency,
    interruption,
    onProgress: (event) => {
      if (event.kind === 'answered') done.push(event.done);
    },
  });
  return { ...result, keys, done };
}
const questions = ({ asked }: Awaited<ReturnType<typeof ask>>) =>
  asked.map(({ reply: given }) =>
    given instanceof FulcrumError ? given.code : given === 'unreadable' ? given : given.question,
  );

describe('asking for questions', () => {
  it('gives them in the order drawn, whoever answers first, each passage under a key of its own', async () => {
    const later = (n: number) => new Promise((resolve) => setTimeout(resolve, n === 0 ? 20 : 1));
    const result = await ask(4, async (n) => later(n).then(() => (n === 2 ? 'none' : reply(n))), 3);
    expect(questions(result)).toEqual(['q0?', 'q1?', 'unreadable', 'q3?']);
    expect(result.stoppedBy).toBeUndefined();
    expect(new Set(result.keys).size).toBe(4);
    expect((await ask(4, async (n) => reply(n))).keys).toEqual(result.keys);
    expect(result.done).toEqual([1, 2, 3, 4]);
  });

  it('keeps what was answered when it is interrupted, and asks nothing more', async () => {
    const result = await ask(9, async (n, interrupt) => {
      if (n === 2) interrupt();
      return reply(n);
    });
    expect(questions(result)).toEqual(['q0?', 'q1?', 'q2?']);
    expect(result.stoppedBy?.code).toBe('INTERRUPTED');
  });

  it('keeps what was answered when the budget ends', async () => {
    const result = await ask(9, async (n) => {
      if (n === 2) throw new FulcrumError('BUDGET_EXHAUSTED');
      return reply(n);
    });
    expect(questions(result)).toEqual(['q0?', 'q1?']);
    expect(result.stoppedBy?.code).toBe('BUDGET_EXHAUSTED');
  });

  it('goes on after a passage that the model refuses, and gives up after five in a row', async () => {
    const refuse = () => {
      throw new FulcrumError('MODEL_REQUEST_REFUSED', { id: 'm', reason: 'no' });
    };
    const one = await ask(3, async (n) => (n === 1 ? refuse() : reply(n)));
    expect(questions(one)).toEqual(['q0?', 'MODEL_REQUEST_REFUSED', 'q2?']);
    expect(one.stoppedBy).toBeUndefined();
    const all = await ask(9, async (n) => (n > 0 ? refuse() : reply(n)));
    expect(all.asked).toHaveLength(6);
    expect(all.stoppedBy?.code).toBe('MODEL_REQUEST_REFUSED');
  });

  it('hides no bug', async () => {
    await expect(
      ask(3, async () => {
        throw new TypeError('a bug');
      }),
    ).rejects.toThrow('a bug');
  });
});
