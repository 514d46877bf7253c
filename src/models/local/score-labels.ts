/**
 * Scores a set of labels after one prompt: the prompt is evaluated once, its state is copied to side sequences, and labels are evaluated
 * several at a time from there. Knows nothing of chat templates.
 *
 * Copying a sequence's state is in the engine but not in its published types (`_copyStateFromOtherSequence`); where it is missing, labels
 * are evaluated one after the other on the main sequence, with the same numbers.
 */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { evaluateAllButLastBatch, keepPrefix } from './context-pool.ts';
import { logProbabilities } from './log-probabilities.ts';

interface Copyable {
  _copyStateFromOtherSequence?(from: LlamaContextSequence, upToTokenIndex: number): Promise<boolean>;
}

export interface ScoredLabels {
  /** Natural log of P(label, end of turn | prompt), in the order given. */
  readonly logProbabilities: readonly number[];
  /** Prompt tokens that were kept from the call before. */
  readonly cachedTokens: number;
}

/**
 * `sequences`: the main one, then side ones that may be overwritten. `endOfTurn` ends each label. Fewer than two tokens are never
 * evaluated at once, and labels evaluated together are padded to one length: the kernels then round as they do for prompt and label in
 * one piece, so the sums equal teacher-forced ones.
 */
export async function scoreLabels(
  sequences: readonly [LlamaContextSequence, ...LlamaContextSequence[]],
  prompt: readonly Token[],
  labels: readonly (readonly Token[])[],
  endOfTurn: Token,
  signal: AbortSignal,
): Promise<ScoredLabels> {
  const [main] = sequences;
  const cachedTokens = await keepPrefix(main, prompt);
  const last = await evaluateAllButLastBatch(main, prompt, cachedTokens, signal);
  const ends = labels.map((tokens) => [...tokens, endOfTurn]);
  const firsts = [...new Set(ends.map(([first]) => first as Token))];
  const afterPrompt = (await logProbabilities(main, last, new Map([[last.length - 1, firsts]]))).get(
    last.length - 1,
  );
  const scores = ends.map(([first]) => afterPrompt?.get(first as Token) ?? Number.NaN);

  const pending = labels
    .map((tokens, index) => ({ tokens, index }))
    .filter(({ tokens }) => tokens.length > 0)
    .sort((a, b) => a.tokens.length - b.tokens.length);
  const ready = await copyPrompt(sequences, prompt.length, pending.length);
  for (let at = 0; at < pending.length; at += ready.length) {
    signal.throwIfAborted();
    const group = pending.slice(at, at + ready.length);
    const length = Math.max(2, ...group.map(({ tokens }) => tokens.length));
    await Promise.all(
      group.map(async ({ tokens, index }, n) => {
        const sequence = ready[n] as LlamaContextSequence;
        await sequence.eraseContextTokenRanges([{ start: prompt.length, end: sequence.nextTokenIndex }]);
        const next = (position: number) => tokens[position + 1] ?? endOfTurn;
        const padded = [...tokens, ...Array<Token>(length - tokens.length).fill(endOfTurn)];
        const wanted = new Map(tokens.map((_, position) => [position, [next(position)]]));
        const found = await logProbabilities(sequence, padded, wanted);
        for (const [position, values] of found)
          scores[index] = (scores[index] ?? 0) + (values.get(next(position)) ?? Number.NaN);
      }),
    );
  }
  return { logProbabilities: scores, cachedTokens };
}

/** The sequences that hold exactly the prompt and may be used for labels, no more than `wanted`. */
async function copyPrompt(
  [main, ...others]: readonly [LlamaContextSequence, ...LlamaContextSequence[]],
  promptTokens: number,
  wanted: number,
): Promise<readonly LlamaContextSequence[]> {
  const ready = [main];
  for (const other of others.slice(0, Math.max(0, wanted - 1))) {
    const copyable = other as unknown as Copyable;
    if (await copyable._copyStateFromOtherSequence?.(main, promptTokens)) ready.push(other);
    else await other.clearHistory();
  }
  return ready;
}
