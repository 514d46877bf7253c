/**
 * The model source: ids to live models, from the user's own objects, the local catalogue, or a provider row. Each model is opened once.
 * Knows nothing of stacks.
 */
import type { EmbeddingModelV4, LanguageModelV4, RerankingModelV4 } from '@ai-sdk/provider';
import { FulcrumError } from '../domain/errors.ts';
import type { ModelRef } from '../domain/stack.ts';
import { catalogue, catalogueEntry } from './catalogue/catalogue.ts';
import type { ChatCapabilities, ChatModel } from './chat-model.ts';
import { estimateTokens, openAiEncoding, openAiTokenCounter } from './count-tokens.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { LocalModels, type LocalModelsOptions } from './local/local-models.ts';
import { meteredChatModel } from './metering/metered-chat-model.ts';
import { meteredEmbeddingModel } from './metering/metered-embedding-model.ts';
import { meteredRerankingModel } from './metering/metered-reranking-model.ts';
import { type Price, type Pricing, tokenPricing } from './metering/pricing.ts';
import type { RetryPolicy } from './metering/retry.ts';
import type { Timing } from './metering/timing.ts';
import type { ModelSource } from './model-source.ts';
import { listPrice } from './prices.ts';
import type { GuardLimits } from './providers/guarded-fetch.ts';
import { type OpenProvider, openProvider } from './providers/open-provider.ts';
import { builtInProviders, type ProviderRow } from './providers/provider-row.ts';
import type { RerankingModel } from './reranking-model.ts';

export interface ModelSourceOptions {
  /** The user's own rows; one with the id of a built-in row replaces it. */
  readonly providers?: readonly ProviderRow[] | undefined;
  /** The user's own model objects, by the id they are named with. */
  readonly modelObjects?:
    | Readonly<Record<string, LanguageModelV4 | EmbeddingModelV4 | RerankingModelV4>>
    | undefined;
  /** By model id; these win over the price file. */
  readonly prices?: Readonly<Record<string, Price>> | undefined;
  readonly local?: LocalModelsOptions | undefined;
  /** Where keys are read from; default `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timing?: Timing | undefined;
  readonly guard?: GuardLimits | undefined;
}

const defaultConcurrency = 8;
const embeddingBatch = 64;

export function openModelSource(options: ModelSourceOptions = {}): ModelSource {
  const rows = [...(options.providers ?? []), ...builtInProviders];
  const local = new LocalModels(options.local);
  const providers = new Map<string, Promise<OpenProvider>>();
  const chats = new Map<string, Promise<ChatModel>>();
  const embeddings = new Map<string, Promise<EmbeddingModel>>();
  const rerankings = new Map<string, Promise<RerankingModel>>();

  async function openChat(ref: ModelRef): Promise<ChatModel> {
    const { id } = ref;
    const own = options.modelObjects?.[id];
    if (own !== undefined) {
      if (!('doGenerate' in own)) throw new FulcrumError('MODEL_WRONG_KIND', { id, wanted: 'chat' });
      return meteredChatModel({ ...common(id), language: own, capabilities: ownCapabilities });
    }
    const entry = catalogueEntry(id);
    if (entry !== undefined) {
      if (entry.kind !== 'chat') throw new FulcrumError('MODEL_WRONG_KIND', { id, wanted: 'chat' });
      return await local.chat(entry, ref);
    }
    const { row, model, provider } = await findProvider(id);
    const { choiceField } = row;
    const encoding = row.kind === 'openai' ? openAiEncoding(model) : undefined;
    return meteredChatModel({
      ...common(id),
      language: provider.chat(model),
      capabilities: rowCapabilities(row),
      limits: rowLimits(row),
      redact: provider.redact,
      ...(encoding && { countTokens: await openAiTokenCounter(encoding) }),
      ...(choiceField && {
        choiceOptions: (choices: readonly string[]) => ({
          [row.id]: { [choiceField]: { choice: [...choices] } },
        }),
      }),
      ...(row.kind === 'anthropic' && {
        cacheBreakpoint: { anthropic: { cacheControl: { type: 'ephemeral' } } },
      }),
    });
  }

  async function openEmbedding(ref: ModelRef): Promise<EmbeddingModel> {
    const { id } = ref;
    const own = options.modelObjects?.[id];
    if (own !== undefined) {
      if (!('doEmbed' in own)) throw new FulcrumError('MODEL_WRONG_KIND', { id, wanted: 'embedding' });
      const batchSize = (await own.maxEmbeddingsPerCall) ?? embeddingBatch;
      const limits = { maxConcurrency: (await own.supportsParallelCalls) ? defaultConcurrency : 1 };
      return meteredEmbeddingModel({ ...common(id), embedding: own, batchSize, limits });
    }
    const entry = catalogueEntry(id);
    if (entry !== undefined) {
      if (entry.kind !== 'embedding') throw new FulcrumError('MODEL_WRONG_KIND', { id, wanted: 'embedding' });
      return await local.embedding(entry, ref);
    }
    const { row, model, provider } = await findProvider(id);
    return meteredEmbeddingModel({
      ...common(id),
      embedding: provider.embedding(model),
      batchSize: embeddingBatch,
      limits: rowLimits(row),
      redact: provider.redact,
    });
  }

  /** The user's own object alone: neither the catalogue nor the protocols of the rows have such models. */
  async function openReranking({ id }: ModelRef): Promise<RerankingModel> {
    const own = options.modelObjects?.[id];
    if (own !== undefined && 'doRerank' in own)
      return meteredRerankingModel({
        ...common(id),
        reranking: own,
        limits: { maxConcurrency: defaultConcurrency },
      });
    const isKnown = own !== undefined || catalogueEntry(id) !== undefined || rowOf(id) !== undefined;
    if (isKnown) throw new FulcrumError('MODEL_WRONG_KIND', { id, wanted: 'reranking' });
    throw new FulcrumError('MODEL_UNKNOWN', { id, known: known() });
  }

  /** What every model outside this process shares. */
  function common(id: string) {
    const price = options.prices?.[id] ?? listPrice(id);
    const pricing: Pricing | undefined = price && tokenPricing(price);
    return {
      id,
      countTokens: estimateTokens,
      ...(pricing && { pricing }),
      ...(options.retry && { retry: options.retry }),
      ...(options.timing && { timing: options.timing }),
    };
  }

  function rowOf(id: string): ProviderRow | undefined {
    return rows.find((row) => id.startsWith(`${row.id}/`));
  }

  async function findProvider(id: string) {
    const row = rowOf(id);
    const model = id.slice(id.indexOf('/') + 1);
    if (row === undefined || model === '') throw new FulcrumError('MODEL_UNKNOWN', { id, known: known() });
    const provider = await once(providers, row.id, () =>
      openProvider(row, { env: options.env ?? process.env, ...(options.guard && { limits: options.guard }) }),
    );
    return { row, model, provider };
  }

  function known(): string {
    const ids = [...Object.keys(options.modelObjects ?? {}), ...catalogue.models.map((m) => m.id)];
    return [...ids, ...new Set(rows.map((row) => `${row.id}/…`))].join(', ');
  }

  return {
    chat: (ref) => once(chats, `${ref.id} ${ref.digest} ${ref.adapter?.hash}`, () => openChat(ref)),
    embedding: (ref) => once(embeddings, `${ref.id} ${ref.digest}`, () => openEmbedding(ref)),
    reranking: (ref) => once(rerankings, ref.id, () => openReranking(ref)),
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
}

/** What opens is shared; what fails to open is tried again when next asked for. */
function once<T>(opened: Map<string, Promise<T>>, key: string, open: () => Promise<T>): Promise<T> {
  const existing = opened.get(key);
  if (existing) return existing;
  const opening = open();
  opened.set(key, opening);
  opening.catch(() => opened.delete(key));
  return opening;
}

/** Of a model object we know nothing about: it can be called, and whether it obeys a schema is its own affair. */
const ownCapabilities: ChatCapabilities = {
  jsonSchema: true,
  schemaPerRequest: false,
  choice: false,
  labelLogProbabilities: false,
  toolCalls: true,
  reasoningEffort: true,
  maxConcurrency: defaultConcurrency,
  promptCaching: 'none',
};

function rowLimits({ maxConcurrency = defaultConcurrency, requestsPerMinute, tokensPerMinute }: ProviderRow) {
  return { maxConcurrency, requestsPerMinute, tokensPerMinute };
}

function rowCapabilities({ capabilities = {}, maxConcurrency, choiceField }: ProviderRow): ChatCapabilities {
  return {
    jsonSchema: capabilities.jsonSchema ?? false,
    schemaPerRequest: false,
    choice: (capabilities.choice ?? false) && choiceField !== undefined,
    labelLogProbabilities: false,
    toolCalls: capabilities.toolCalls ?? false,
    reasoningEffort: capabilities.reasoningEffort ?? false,
    maxConcurrency: maxConcurrency ?? defaultConcurrency,
    promptCaching: capabilities.promptCaching ?? 'none',
  };
}
