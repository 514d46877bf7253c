/** Models for tests of paid scorers: a judge that obeys a function and an embedding of word counts. Know nothing of scorers. */
import type { PurchasedAnswer } from '../../../domain/purchase.ts';
import type { FinishReason } from '../../../domain/usage.ts';
import type { ChatModel, ChatRequest } from '../../../models/chat-model.ts';
import type { EmbeddingModel } from '../../../models/embedding-model.ts';
import type { ScorerContext } from '../scorer.ts';

export interface FakeJudgeReply {
  readonly text: string;
  readonly finish?: FinishReason;
}

export interface FakeModels {
  readonly context: ScorerContext;
  /** What the judge was asked, in order. */
  readonly asked: ChatRequest[];
  /** Calls that went through the purchase. */
  readonly bought: () => number;
}

export function fakeModels(reply: (request: ChatRequest) => FakeJudgeReply): FakeModels {
  const asked: ChatRequest[] = [];
  let bought = 0;
  const purchase = async (_intent: unknown, call: (callId: string) => Promise<PurchasedAnswer>) => {
    bought++;
    return { ...(await call(`call-${bought}`)), callId: `call-${bought}`, replayed: false };
  };
  const chat: Pick<ChatModel, 'id' | 'capabilities' | 'generate'> = {
    id: 'fake/judge',
    capabilities: {
      jsonSchema: true,
      schemaPerRequest: false,
      choice: false,
      labelLogProbabilities: false,
      toolCalls: false,
      reasoningEffort: false,
      maxConcurrency: 4,
      promptCaching: 'none',
    },
    async generate(request, context) {
      asked.push(request);
      const { text, finish = 'stop' } = reply(request);
      const { callId } = await context.purchase(
        { model: 'fake/judge', requestHash: String(asked.length), tryNumber: 0 },
        async () => ({ latencyMs: 1, body: text }),
      );
      return { text, finish, toolCalls: [], callIds: [callId], latencyMs: 1 };
    },
  };
  const embedding: EmbeddingModel = {
    id: 'fake/word-counts',
    dimensions: 256,
    batchSize: 8,
    atMost: (texts) => ({ inputTokens: texts.join('').length, outputTokens: 0 }),
    async embed(texts, context) {
      const { callId } = await context.purchase(
        { model: 'fake/word-counts', requestHash: 'h', tryNumber: 0 },
        async () => ({ latencyMs: 1, body: null }),
      );
      return { vectors: texts.map(wordCounts), callIds: [callId], latencyMs: 1 };
    },
  };
  const models = {
    chat: async () => chat as ChatModel,
    reranking: () => Promise.reject(new Error('no reranking model here')),
    embedding: async () => embedding,
    async [Symbol.asyncDispose]() {},
  };
  return {
    context: { signal: new AbortController().signal, paid: { purchase, models } },
    asked,
    bought: () => bought,
  };
}

/** Unit length, or all 0 for a text without words. */
function wordCounts(text: string): Float32Array {
  const vector = new Float32Array(256);
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
    const place = [...word].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 256, 7);
    vector[place] = (vector[place] as number) + 1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((v) => v / length);
}

/** The text between `<tag>` and `</tag>` in what the judge was shown. */
export function fenced(request: ChatRequest, tag: string): string {
  const shown = request.messages.at(-1)?.content ?? '';
  return shown.split(`<${tag}>\n`)[1]?.split(`\n</${tag}>`)[0] ?? '';
}
