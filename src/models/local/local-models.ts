/** Models of the catalogue, run on this machine: weights are loaded once, when first asked for, and freed together. */
import { join } from 'node:path';
import type { LlamaModel } from 'node-llama-cpp';
import type { ArtefactRef } from '../../domain/artefact.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { ModelRef } from '../../domain/stack.ts';
import type { AdapterSource, ServableAdapter } from '../adapter-source.ts';
import type { CatalogueEntry } from '../catalogue/catalogue.ts';
import { fileSha256 } from '../catalogue/file-sha256.ts';
import { isPulled } from '../catalogue/list-models.ts';
import { modelFolder } from '../catalogue/model-folder.ts';
import type { ChatModel } from '../chat-model.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { meteredChatModel } from '../metering/metered-chat-model.ts';
import { meteredEmbeddingModel } from '../metering/metered-embedding-model.ts';
import { localPricing } from '../metering/pricing.ts';
import type { RetryPolicy } from '../metering/retry.ts';
import { checkCanary } from './check-canary.ts';
import { type LlamaOptions, type LoadedLlama, loadLlama } from './llama.ts';
import { LocalChatEngine, type LocalChatEngineOptions } from './local-chat-engine.ts';
import { LocalEmbeddingEngine } from './local-embedding-engine.ts';
import { localEmbeddingBatch, localEmbeddingModel } from './local-embedding-model.ts';
import { localLanguageModel } from './local-language-model.ts';

export interface LocalModelsOptions extends LlamaOptions {
  /** Default: the user's model folder. */
  readonly folder?: string | undefined;
  /** See `local/cost.ts`. */
  readonly hourlyRateUsd?: number | undefined;
  readonly utilisation?: number | undefined;
  /** Where adapters come from; without it a reference that names one is an error. */
  readonly adapters?: AdapterSource | undefined;
}

/** A computation that failed here fails again. */
const once: RetryPolicy = { maxAttempts: 1, firstPauseMs: 0, longestPauseMs: 0, totalMs: 0 };
/** The engines queue for themselves, so that bookkeeping overlaps with computing. */
const unlimited = { maxConcurrency: Number.POSITIVE_INFINITY };

export class LocalModels implements AsyncDisposable {
  readonly #options: LocalModelsOptions;
  readonly #engines = new Set<LocalChatEngine | LocalEmbeddingEngine>();
  /** By path: base and adapters compute on the same. */
  readonly #weights = new Map<string, Promise<Weights>>();
  #loaded: Promise<LoadedLlama> | undefined;

  constructor(options: LocalModelsOptions = {}) {
    this.#options = options;
  }

  /** Throws `MODEL_NOT_PULLED`, `MODEL_DIGEST_CHANGED` or `MODEL_ENGINE_MISSING`. */
  async chat(entry: CatalogueEntry, ref: ModelRef): Promise<ChatModel> {
    const { id } = entry;
    const { model, loaded, digest, modelPath } = await this.#load(entry, ref);
    const contextTokens = Math.min(entry.maxInputTokens, model.trainContextSize);
    const adapter = ref.adapter && (await this.#openAdapter(ref.adapter, id, digest));
    const options = { ...loaded, id, model, contextTokens };
    const engine = new LocalChatEngine({ ...options, ...(adapter && (await this.#servedBy(adapter))) });
    this.#engines.add(engine);
    if (adapter) await checkCanary(adapter, engine);
    return meteredChatModel({
      id,
      digest,
      ...(adapter && { adapterHash: adapter.hash }),
      weights: {
        file: modelPath,
        sha256: digest,
        tokenise: (messages, completion) => engine.tokenise(messages, completion),
      },
      language: localLanguageModel(id, engine),
      capabilities: {
        jsonSchema: true,
        schemaPerRequest: true,
        choice: true,
        labelLogProbabilities: true,
        toolCalls: false,
        reasoningEffort: false,
        maxConcurrency: 1,
        contextTokens,
        promptCaching: 'automatic',
      },
      limits: unlimited,
      retry: once,
      countTokens: (text) => ({ tokens: engine.countTokens(text), exact: true }),
      choiceOptions: (choices) => ({ fulcrum: { choices: [...choices] } }),
      pricing: this.#pricing(),
      async scoreLabels(request, signal) {
        const scored = await engine.scoreLabels(request, signal);
        const { logProbabilities, exact, busyMs, inputTokens, cachedInputTokens, outputTokens } = scored;
        return { logProbabilities, exact, busyMs, usage: { inputTokens, cachedInputTokens, outputTokens } };
      },
    });
  }

  async embedding(entry: CatalogueEntry, ref: ModelRef): Promise<EmbeddingModel> {
    const { id } = entry;
    const { model, loaded, digest, modelPath } = await this.#load(entry, ref);
    const maxInputTokens = Math.min(entry.maxInputTokens, model.trainContextSize);
    const engine = new LocalEmbeddingEngine({ ...loaded, model, modelPath, maxInputTokens });
    this.#engines.add(engine);
    return meteredEmbeddingModel({
      id,
      digest,
      embedding: localEmbeddingModel(id, engine),
      dimensions: engine.dimensions,
      batchSize: localEmbeddingBatch,
      limits: unlimited,
      retry: once,
      countTokens: (text) => ({ tokens: model.tokenize(text, false).length, exact: true }),
      pricing: this.#pricing(),
    });
  }

  /** Waits for what is being computed, frees all weights and the engine; nothing then keeps the process alive. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#engines) await engine.dispose();
    for (const weights of this.#weights.values())
      await weights.then(({ model }) => model.dispose()).catch(() => undefined);
    const loaded = await this.#loaded?.catch(() => undefined);
    await loaded?.llama.dispose();
    this.#engines.clear();
    this.#weights.clear();
    this.#loaded = undefined;
  }

  async #openAdapter(ref: ArtefactRef, model: string, digest: string) {
    const adapter = await this.#options.adapters?.open(ref);
    const { hash } = ref;
    if (adapter === undefined)
      throw new TypeError('an adapter is named, and nothing says where adapters are');
    const { base } = adapter;
    if (base.digest !== digest)
      throw new FulcrumError('ADAPTER_OF_ANOTHER_BASE', { hash, base: base.id, model });
    return adapter;
  }

  /** On top of the base, which others share; or, where no file holds it by itself, as a model of its own. */
  async #servedBy({
    ggufFile,
    mergedFile,
  }: ServableAdapter): Promise<Pick<LocalChatEngineOptions, 'adapterFile'> | { readonly model: LlamaModel }> {
    if (ggufFile !== undefined) return { adapterFile: ggufFile };
    if (mergedFile === undefined)
      throw new FulcrumError('ADAPTER_NOT_FOR_GGUF', { reason: 'it was never written as one' });
    const { model } = await this.#weightsOf(mergedFile);
    return { model };
  }

  #pricing() {
    const { hourlyRateUsd, utilisation } = this.#options;
    return localPricing({ hourlyRateUsd, utilisation });
  }

  async #load(entry: CatalogueEntry, ref: ModelRef): Promise<Weights & { readonly modelPath: string }> {
    const { folder = modelFolder() } = this.#options;
    const modelPath = join(folder, entry.file);
    if (!(await isPulled(entry, modelPath)))
      throw new FulcrumError('MODEL_NOT_PULLED', { id: entry.id, sizeMb: Math.ceil(entry.sizeBytes / 1e6) });
    const { digest, ...read } = await this.#weightsOf(modelPath);
    const expected = ref.digest ?? entry.sha256;
    if (digest !== expected)
      throw new FulcrumError('MODEL_DIGEST_CHANGED', { id: entry.id, found: digest, expected });
    return { ...read, digest, modelPath };
  }

  #weightsOf(modelPath: string): Promise<Weights> {
    this.#loaded ??= loadLlama(this.#options);
    const weights = this.#weights.get(modelPath) ?? readWeights(modelPath, this.#loaded);
    this.#weights.set(modelPath, weights);
    weights.catch(() => this.#weights.delete(modelPath));
    return weights;
  }
}

interface Weights {
  readonly model: LlamaModel;
  readonly loaded: LoadedLlama;
  readonly digest: string;
}

/** The digest is of the bytes that are loaded, as far as nobody changes the file in between. */
async function readWeights(modelPath: string, loading: Promise<LoadedLlama>): Promise<Weights> {
  const [digest, loaded] = await Promise.all([fileSha256(modelPath), loading]);
  return { model: await loaded.llama.loadModel({ modelPath }), loaded, digest };
}
