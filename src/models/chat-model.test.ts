/** Holds every chat model to the conformance suite: a fake, a user's own object, a service in its own process, the local engine. */
import { fakeLanguageModel } from '../testing/fake-language-model.ts';
import { startMockProvider } from '../testing/start-mock-provider.ts';
import { listModels } from './catalogue/list-models.ts';
import { type Candidate, chatModelConformance } from './chat-model.conformance.ts';
import { estimateTokens } from './count-tokens.ts';
import { meteredChatModel } from './metering/metered-chat-model.ts';
import { tokenPricing } from './metering/pricing.ts';
import { type ModelSourceOptions, openModelSource } from './open-model-source.ts';

const local = (await listModels()).find((m) => m.id === 'local/smollm2-135m');

async function openBySource(id: string, options: ModelSourceOptions, stop?: () => PromiseLike<void>) {
  const source = openModelSource(options);
  return {
    model: await source.chat({ id }),
    async close() {
      await source[Symbol.asyncDispose]();
      await stop?.();
    },
  };
}

const candidates: Candidate[] = [
  {
    name: 'a fake',
    constrains: false,
    open: async () => ({
      model: meteredChatModel({
        id: 'fake/chat',
        language: fakeLanguageModel(() => 'parcel'),
        countTokens: estimateTokens,
        pricing: tokenPricing({ inputUsdPerMillion: 1, outputUsdPerMillion: 2 }),
        capabilities: {
          jsonSchema: false,
          schemaPerRequest: false,
          choice: false,
          labelLogProbabilities: false,
          toolCalls: false,
          reasoningEffort: false,
          maxConcurrency: 4,
          promptCaching: 'none',
        },
      }),
      close: async () => {},
    }),
  },
  {
    name: "a user's own object",
    constrains: false,
    open: () => openBySource('mine', { modelObjects: { mine: fakeLanguageModel(() => 'bill') } }),
  },
  {
    name: 'an OpenAI-compatible service',
    constrains: false,
    async open() {
      const mock = await startMockProvider({ answers: ['bill', 'parcel'], delayMs: 5 });
      const providers = [{ id: 'mock', baseURL: mock.baseURL }];
      return await openBySource('mock/any', { providers }, () => mock[Symbol.asyncDispose]());
    },
  },
  {
    name: 'the local engine',
    constrains: true,
    skip: local?.pulled ? undefined : 'run `fulcrum models pull local/smollm2-135m`',
    open: () => openBySource('local/smollm2-135m', { local: { gpu: false } }),
  },
];

for (const candidate of candidates) chatModelConformance(candidate);
