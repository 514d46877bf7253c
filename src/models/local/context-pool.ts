/**
 * The evaluation context of one model, or of one adapter on it, so that no adapter meets what another has cached: grown when a prompt needs it, its main sequence keeping the tokens of the last prompt so that a
 * shared prefix is evaluated once. Knows nothing of chat or labels.
 */
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { LoadedLlama } from './llama.ts';

/** Copying a sequence copies its whole room, so it is kept small. */
const smallestContextTokens = 512;
/** Tokens evaluated in one go. */
export const batchTokens = 512;
/** Sequences for scoring labels side by side share this much key-value memory at most. */
const keyValueBytesLimit = 512 * 2 ** 20;
const mostSequences = 8;

export class ContextPool {
  readonly #model: LlamaModel;
  readonly #loaded: LoadedLlama;
  readonly #adapterFile: string | undefined;
  #context: LlamaContext | undefined;
  #sequences: LlamaContextSequence[] = [];

  constructor(model: LlamaModel, loaded: LoadedLlama, adapterFile?: string) {
    this.#model = model;
    this.#loaded = loaded;
    this.#adapterFile = adapterFile;
  }

  /**
   * Sequences that hold `tokens` each, the main one first; `wanted` of them if memory allows, at least one. Kept tokens survive unless the
   * context has to grow.
   */
  async sequences(
    tokens: number,
    wanted: number,
  ): Promise<readonly [LlamaContextSequence, ...LlamaContextSequence[]]> {
    const size = Math.max(
      smallestContextTokens,
      2 ** Math.ceil(Math.log2(tokens + 2)),
      this.#context?.contextSize ?? 0,
    );
    const affordable = Math.floor(keyValueBytesLimit / (size * keyValueBytes(this.#model)));
    const count = Math.max(1, Math.min(wanted, mostSequences, affordable));
    if (this.#context === undefined || this.#context.contextSize < size || this.#sequences.length < count) {
      const before = this.#sequences.length;
      await this.dispose();
      const sequences = Math.max(count, Math.min(before, affordable));
      const { threads, threading } = this.#loaded;
      this.#context = await threading.create(() =>
        this.#model.createContext({
          contextSize: size,
          sequences,
          batchSize: batchTokens,
          threads,
          // Flash attention rounds differently for one token than for many; without it, equal prompts give equal numbers.
          flashAttention: false,
          ...(this.#adapterFile !== undefined && { lora: this.#adapterFile }),
        }),
      );
      this.#sequences = Array.from({ length: sequences }, () =>
        (this.#context as LlamaContext).getSequence(),
      );
    }
    const [main, ...others] = this.#sequences;
    return [main as LlamaContextSequence, ...others.slice(0, count - 1)];
  }

  async dispose(): Promise<void> {
    await this.#context?.dispose();
    this.#context = undefined;
    this.#sequences = [];
  }
}

/**
 * Drops from `sequence` all that does not begin `tokens` and returns how many of them it still holds. At least two tokens are always left
 * to evaluate together: kernels round a single token differently, and results would depend on what was cached.
 */
export async function keepPrefix(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<number> {
  const { firstDifferentIndex } = sequence.compareContextTokens([...tokens]);
  let keep = Math.max(0, Math.min(firstDifferentIndex, tokens.length - 2));
  if ((tokens.length - keep) % batchTokens === 1 && keep > 0) keep--;
  if (keep < sequence.nextTokenIndex)
    await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
  return sequence.nextTokenIndex;
}

/** Evaluates all of `tokens` after the first `kept` but the last batch, which is returned; between batches the signal is heard. */
export async function evaluateAllButLastBatch(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  kept: number,
  signal: AbortSignal,
): Promise<Token[]> {
  let at = kept;
  while (tokens.length - at > batchTokens) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + batchTokens));
    at += batchTokens;
  }
  signal.throwIfAborted();
  return tokens.slice(at);
}

/** Bytes of 16-bit keys and values that one token takes in the cache. */
function keyValueBytes(model: LlamaModel): number {
  const { architecture } = model.fileInfo.metadata.general;
  const shape = (model.fileInfo.metadata as unknown as Record<string, ModelShape>)[architecture];
  const heads = shape?.attention?.head_count ?? 1;
  const keyValueHeads = shape?.attention?.head_count_kv ?? heads;
  const share = typeof heads === 'number' && typeof keyValueHeads === 'number' ? keyValueHeads / heads : 1;
  return (shape?.block_count ?? 32) * (shape?.embedding_length ?? 4096) * share * 2 * 2;
}

interface ModelShape {
  readonly block_count?: number;
  readonly embedding_length?: number;
  readonly attention?: {
    readonly head_count?: number | number[];
    readonly head_count_kv?: number | number[];
  };
}
