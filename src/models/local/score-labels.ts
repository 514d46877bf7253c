/**
 * Scores a set of labels after one prompt. The prompt is evaluated once; its last logits bound every label from above. Labels that may
 * still matter are evaluated several at a time from copies of the prompt's state. Knows nothing of chat templates.
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

export interface LabelTask {
  readonly prompt: readonly Token[];
  readonly labels: readonly (readonly Token[])[];
  /** Ends each label. */
  readonly endOfTurn: Token;
  /** See `LabelRequest`. */
  readonly negligibleShare: number;
}

export interface ScoredLabels {
  /** Natural log of P(label, end of turn | prompt), in the order given. */
  readonly logProbabilities: readonly number[];
  /** Whether each is its value or an upper bound. */
  readonly exact: readonly boolean[];
  /** Prompt tokens that were kept from the call before. */
  readonly cachedTokens: number;
  /** Label tokens that were evaluated. */
  readonly labelTokens: number;
}

/** The main one, then side ones that may be overwritten. */
type Sequences = readonly [LlamaContextSequence, ...LlamaContextSequence[]];

interface Label {
  readonly tokens: readonly Token[];
  /** Log-probability of its first token, or of the end of turn where it has none. */
  readonly first: number;
  /** Upper bound while not exact. */
  score: number;
  exact: boolean;
}

/** Between evaluations the signal is heard. */
export async function scoreLabels(
  sequences: Sequences,
  task: LabelTask,
  signal: AbortSignal,
): Promise<ScoredLabels> {
  const { prompt, negligibleShare } = task;
  const [main] = sequences;
  const cachedTokens = await keepPrefix(main, prompt);
  const last = await evaluateAllButLastBatch(main, prompt, cachedTokens, signal);
  const labels = await boundLabels(main, last, task);

  // The likeliest label alone first, so that others drop out before any state is copied.
  if (negligibleShare > 0)
    await evaluateTogether([main], pending(labels, negligibleShare).slice(0, 1), labels, task);
  let ready: readonly LlamaContextSequence[] | undefined;
  for (
    let left = pending(labels, negligibleShare);
    left.length > 0;
    left = pending(labels, negligibleShare)
  ) {
    signal.throwIfAborted();
    ready ??= await copyPrompt(sequences, prompt.length, left.length);
    await evaluateTogether(ready, left.slice(0, ready.length), labels, task);
  }
  return {
    logProbabilities: labels.map((l) => l.score),
    exact: labels.map((l) => l.exact),
    cachedTokens,
    labelTokens: labels.reduce((sum, l) => sum + (l.exact ? l.tokens.length : 0), 0),
  };
}

/** Evaluates the rest of the prompt; no label is likelier than its first token. */
async function boundLabels(
  main: LlamaContextSequence,
  rest: readonly Token[],
  { labels, endOfTurn }: LabelTask,
): Promise<readonly Label[]> {
  const end = rest.length - 1;
  const firsts = labels.map(([first = endOfTurn]) => first);
  const next = (await logProbabilities(main, rest, new Map([[end, [...new Set(firsts)]]]))).get(end);
  return labels.map((tokens, i) => {
    const first = next?.get(firsts[i] as Token) ?? Number.NaN;
    return { tokens, first, score: first, exact: tokens.length === 0 };
  });
}

/** Labels that are not exact and may not be negligible: the likeliest first, or, where all count, those of one length together. */
function pending(labels: readonly Label[], negligibleShare: number): readonly Label[] {
  const best = Math.max(...labels.filter((l) => l.exact).map((l) => l.score));
  const left = labels.filter((l) => !l.exact && !(l.score < best + Math.log(negligibleShare)));
  return left.sort((a, b) => (negligibleShare > 0 ? b.score - a.score : a.tokens.length - b.tokens.length));
}

/**
 * Scores `group`, one label on each sequence, and tightens the bounds of those among `all` that begin alike. Fewer than two tokens are never
 * evaluated at once, and labels evaluated together are padded to one length: the kernels then round as they do for prompt and label in one
 * piece, so the sums equal teacher-forced ones.
 */
async function evaluateTogether(
  sequences: readonly LlamaContextSequence[],
  group: readonly Label[],
  all: readonly Label[],
  { prompt, endOfTurn }: LabelTask,
): Promise<void> {
  const length = Math.max(2, ...group.map((l) => l.tokens.length));
  const nextOf = ({ tokens }: Label, position: number) => tokens[position + 1] ?? endOfTurn;
  await Promise.all(
    group.map(async (label, n) => {
      const { tokens } = label;
      const sequence = sequences[n] as LlamaContextSequence;
      await sequence.eraseContextTokenRanges([{ start: prompt.length, end: sequence.nextTokenIndex }]);
      const alike = tokens.map((_, position) =>
        all.filter((l) => !l.exact && tokens.slice(0, position + 1).every((t, i) => t === l.tokens[i])),
      );
      const wanted = alike.map(
        (ls, position) => [position, [...new Set(ls.map((l) => nextOf(l, position)))]] as const,
      );
      const padded = [...tokens, ...Array<Token>(length - tokens.length).fill(endOfTurn)];
      const found = await logProbabilities(sequence, padded, new Map(wanted));
      let sum = label.first;
      for (const [position, others] of alike.entries()) {
        const logs = found.get(position);
        for (const other of others) {
          const bound = sum + (logs?.get(nextOf(other, position)) ?? Number.NaN);
          if (!other.exact) other.score = Math.min(other.score, bound);
        }
        sum += logs?.get(nextOf(label, position)) ?? Number.NaN;
      }
      label.score = sum;
      label.exact = true;
    }),
  );
}

/** The sequences that hold exactly the prompt and may be used for labels, no more than `wanted`. */
async function copyPrompt(
  [main, ...others]: Sequences,
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
