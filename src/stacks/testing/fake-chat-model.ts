/** A scripted `ChatModel`, for tests of whatever asks one through the seam. */
import type {
  ChatCapabilities,
  ChatModel,
  ChatReply,
  ChatRequest,
  LabelScores,
} from '../../models/chat-model.ts';

export interface FakeChatModel extends ChatModel {
  /** What was asked, in order; label scoring with its labels. */
  readonly asked: readonly (Partial<ChatRequest> & { readonly labels?: readonly string[] })[];
}

export interface FakeChatOptions {
  readonly capabilities?: Partial<ChatCapabilities>;
  /** The n-th reply, from 0; a text stands for one that ended by itself. */
  readonly replies?: readonly (string | Partial<ChatReply>)[];
  /** Log-probability of a label; present makes the model score labels. */
  readonly logProbability?: (label: string) => number;
}

/** Every call is purchased for 0.01 US dollars and takes 10 ms. */
export function fakeChatModel({
  capabilities,
  replies = [],
  logProbability,
}: FakeChatOptions): FakeChatModel {
  const asked: (Partial<ChatRequest> & { readonly labels?: readonly string[] })[] = [];
  const bought = { latencyMs: 10, costUsd: 0.01, body: null };
  const buy = async (context: Parameters<ChatModel['generate']>[1]) => {
    const intent = { model: 'fake/chat', requestHash: `${asked.length}`, tryNumber: 0 };
    const { callId } = await context.purchase(intent, async () => bought);
    return { callIds: [callId], latencyMs: 10, costUsd: 0.01 };
  };
  return {
    id: 'fake/chat',
    asked,
    language: undefined as never,
    capabilities: {
      jsonSchema: false,
      schemaPerRequest: false,
      choice: false,
      labelLogProbabilities: logProbability !== undefined,
      toolCalls: false,
      reasoningEffort: false,
      maxConcurrency: 4,
      promptCaching: 'none',
      ...capabilities,
    },
    countTokens: (text) => ({ tokens: text.length, exact: true }),
    atMost(request) {
      const inputTokens = request.messages.reduce((sum, m) => sum + (m.atMostTokens ?? m.content.length), 0);
      const outputTokens = 'labels' in request ? request.labels.length : request.maxOutputTokens;
      return { inputTokens, outputTokens, costUsd: (inputTokens + outputTokens) / 1000 };
    },
    async generate(request, context) {
      const scripted = replies[asked.push(request) - 1];
      if (scripted === undefined) throw new Error(`reply ${asked.length} was not scripted`);
      const reply = typeof scripted === 'string' ? { text: scripted } : scripted;
      return { text: '', toolCalls: [], finish: 'stop', ...(await buy(context)), ...reply };
    },
    ...(logProbability && {
      async scoreLabels(request, context): Promise<LabelScores> {
        asked.push(request);
        return {
          logProbabilities: request.labels.map(logProbability),
          exact: request.labels.map(() => true),
          ...(await buy(context)),
        };
      },
    }),
  };
}
