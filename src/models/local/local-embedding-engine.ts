/** An embedding model computed on this machine. Knows nothing of money or of what the vectors are for. */
import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp';
import type { LoadedLlama } from './llama.ts';

export interface LocalEmbeddings {
  /** Unit length, in the order of the texts. */
  readonly vectors: readonly Float32Array[];
  readonly inputTokens: number;
  readonly busyMs: number;
}

/** Texts this long gain by several threads. */
const manyTokens = 64;
/** The engine wants more room than the text takes. */
const spareTokens = 8;
/** The engine adds a start and an end token. */
const addedTokens = 2;
/** Text far beyond the limit need not be tokenised: hardly a token has more characters. */
const longestTokenCharacters = 40;

export class LocalEmbeddingEngine {
  readonly dimensions: number;
  readonly #model: LlamaModel;
  readonly #loaded: LoadedLlama;
  readonly #maxInputTokens: number;
  #context: LlamaEmbeddingContext | undefined;

  constructor(model: LlamaModel, loaded: LoadedLlama, maxInputTokens: number) {
    this.#model = model;
    this.#loaded = loaded;
    this.#maxInputTokens = maxInputTokens;
    this.dimensions = model.embeddingVectorSize;
  }

  /** A text longer than the model takes is cut at its end. Throws the signal's reason, which is looked at between texts. */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<LocalEmbeddings> {
    const { queue, threading } = this.#loaded;
    return await queue.run(async () => {
      const started = performance.now();
      const context = await this.#openContext();
      let inputTokens = 0;
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        signal.throwIfAborted();
        const tokens = this.#cut(text);
        inputTokens += tokens.length + addedTokens;
        const embedding = () => context.getEmbeddingFor(tokens);
        const { vector } = await (tokens.length < manyTokens
          ? threading.small(embedding)
          : threading.batch(embedding));
        vectors.push(unit(vector));
      }
      return { vectors, inputTokens, busyMs: performance.now() - started };
    }, signal);
  }

  async dispose(): Promise<void> {
    await this.#loaded.queue.idle();
    await this.#context?.dispose();
  }

  async #openContext(): Promise<LlamaEmbeddingContext> {
    const size = this.#maxInputTokens + spareTokens;
    const { threads, threading } = this.#loaded;
    this.#context ??= await threading.create(() =>
      this.#model.createEmbeddingContext({ contextSize: size, batchSize: size, threads }),
    );
    return this.#context;
  }

  #cut(text: string): Token[] {
    const start = text.slice(0, this.#maxInputTokens * longestTokenCharacters);
    const tokens = this.#model.tokenize(start, false).slice(0, this.#maxInputTokens - addedTokens);
    // Of no tokens at all the engine makes no vector; the start token alone gives that of an empty text.
    return tokens.length === 0 && this.#model.tokens.bos !== null ? [this.#model.tokens.bos] : tokens;
  }
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (x) => (length === 0 ? 0 : x / length));
}
