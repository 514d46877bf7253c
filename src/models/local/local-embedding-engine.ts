/** An embedding model computed on this machine. Knows nothing of money or of what the vectors are for. */
import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp';
import type { LoadedLlama } from './llama.ts';

export interface LocalEmbeddings {
  /** Unit length, in the order of the texts. */
  readonly vectors: readonly Float32Array[];
  readonly inputTokens: number;
  readonly busyMs: number;
}

export interface LocalEmbeddingOptions extends LoadedLlama {
  readonly model: LlamaModel;
  /** Where the model was loaded from. */
  readonly modelPath: string;
  readonly maxInputTokens: number;
}

/** From here on flash attention is the faster of the two on a CPU; below it takes up to twice the time. */
const flashFromTokens = 64;
/** The engine wants more room than the text takes. */
const spareTokens = 8;
/** The engine adds a start and an end token. */
const addedTokens = 2;
/** Text far beyond the limit need not be tokenised: hardly a token has more characters. */
const longestTokenCharacters = 40;

/**
 * Embeds one text per thread: threads that share a text wait for each other at every layer, and a text is a small computation. On a GPU one
 * text after the other.
 */
export class LocalEmbeddingEngine {
  readonly dimensions: number;
  readonly #options: LocalEmbeddingOptions;
  readonly #contexts: Promise<LlamaEmbeddingContext>[] = [];
  readonly #lanes: readonly Lane[];
  #withoutFlash: Promise<LlamaModel> | undefined;

  constructor(options: LocalEmbeddingOptions) {
    this.#options = options;
    this.dimensions = options.model.embeddingVectorSize;
    const lanes = options.llama.gpu === false ? Math.max(1, options.threads) : 1;
    this.#lanes = Array.from({ length: lanes }, () => ({}));
  }

  /** A text longer than the model takes is cut at its end. Throws the signal's reason, which is looked at between texts. */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<LocalEmbeddings> {
    const { queue, threading } = this.#options;
    return await queue.run(async () => {
      const started = performance.now();
      const inputs = texts.map((text) => this.#cut(text));
      const vectors = await threading.sideBySide(() => this.#embedAll(inputs, signal));
      const inputTokens = inputs.reduce((sum, tokens) => sum + tokens.length + addedTokens, 0);
      return { vectors, inputTokens, busyMs: performance.now() - started };
    }, signal);
  }

  async dispose(): Promise<void> {
    await this.#options.queue.idle();
    const opened = await Promise.allSettled(this.#contexts);
    for (const context of opened) if (context.status === 'fulfilled') await context.value.dispose();
    await this.#withoutFlash?.then((model) => model.dispose()).catch(() => undefined);
  }

  /** Returns when all lanes have stopped, also after an error in one. */
  async #embedAll(inputs: readonly Token[][], signal: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    let next = 0;
    const work = async (lane: Lane) => {
      try {
        for (let i = next++; i < inputs.length; i = next++) {
          signal.throwIfAborted();
          const tokens = inputs[i] as Token[];
          const context = await this.#contextFor(lane, tokens.length + addedTokens);
          vectors[i] = unit((await context.getEmbeddingFor(tokens)).vector);
        }
      } catch (error) {
        next = inputs.length;
        throw error;
      }
    };
    const ended = await Promise.allSettled(this.#lanes.slice(0, inputs.length).map(work));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return vectors;
  }

  #contextFor(lane: Lane, tokens: number): Promise<LlamaEmbeddingContext> {
    const { llama, model, maxInputTokens } = this.#options;
    if (llama.gpu !== false || tokens >= flashFromTokens) {
      lane.long ??= this.#openContext(model, maxInputTokens);
      return lane.long;
    }
    this.#withoutFlash ??= this.#loadWithoutFlash();
    lane.short ??= this.#withoutFlash.then((short) => this.#openContext(short, flashFromTokens));
    return lane.short;
  }

  /** The engine fixes how a model attends when it is loaded. The bytes are mapped from the file once for both. */
  #loadWithoutFlash(): Promise<LlamaModel> {
    const { llama, modelPath } = this.#options;
    return llama.loadModel({ modelPath, defaultContextFlashAttention: false });
  }

  #openContext(model: LlamaModel, tokens: number): Promise<LlamaEmbeddingContext> {
    const size = tokens + spareTokens;
    const threads = this.#lanes.length === 1 ? this.#options.threads : 1;
    const context = model.createEmbeddingContext({ contextSize: size, batchSize: size, threads });
    this.#contexts.push(context);
    return context;
  }

  #cut(text: string): Token[] {
    const { model, maxInputTokens } = this.#options;
    const start = text.slice(0, maxInputTokens * longestTokenCharacters);
    const tokens = model.tokenize(start, false).slice(0, maxInputTokens - addedTokens);
    // Of no tokens at all the engine makes no vector; the start token alone gives that of an empty text.
    return tokens.length === 0 && model.tokens.bos !== null ? [model.tokens.bos] : tokens;
  }
}

/** Contexts of one thread. */
interface Lane {
  short?: Promise<LlamaEmbeddingContext>;
  long?: Promise<LlamaEmbeddingContext>;
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (x) => (length === 0 ? 0 : x / length));
}
