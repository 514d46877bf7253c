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
import type { Threading } from './thread-governor.ts';

interface Copyable {
  _copyStateFromOtherSequence?(from: LlamaContextSequence, upToTokenIndex: number): Promise<boolean>;
}

export interface LabelTask {
  readonly prompt: readonly Token[];
  /** The tokens that make up each label's score, at least one; see `LabelScores`. */
  readonly labels: readonly (readonly Token[])[];
  /** See `LabelRequest`. */
  readonly negligibleShare: number;
  readonly threading: Threading;
}

export interface ScoredLabels {
  /** See `LabelScores`. */
  readonly logProbabilities: readonly number[];
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
  /** How many of the tokens `score` is the sum over. */
  known: number;
  /** The value once all tokens are known, an upper bound before. */
  score: number;
}

/** Between evaluations the signal is heard. */
export async function scoreLabels(
  sequences: Sequences,
  { prompt, labels: given, negligibleShare, threading }: LabelTask,
  signal: AbortSignal,
): Promise<ScoredLabels> {
  const [main] = sequences;
  const cachedTokens = await keepPrefix(main, prompt);
  const labels = given.map((tokens): Label => ({ tokens, known: 0, score: 0 }));
  await threading.batch(async () => {
    const last = await evaluateAllButLastBatch(main, prompt, cachedTokens, signal);
    await read(main, last, undefined, labels);
  });

  let labelTokens = 0;
  let ready: Sequences | undefined;
  for (
    let left = pending(labels, negligibleShare);
    left.length > 0;
    left = pending(labels, negligibleShare)
  ) {
    signal.throwIfAborted();
    ready ??= await copyPrompt(sequences, prompt.length);
    const held = { sequences: ready, promptTokens: prompt.length };
    labelTokens += await evaluateTogether(held, paths(left, ready.length), labels, threading);
  }
  const alike = Map.groupBy(
    labels.filter((l) => !isExact(l)),
    ({ tokens, known }) => tokens.slice(0, known).join(' '),
  );
  for (const group of alike.values()) for (const label of group) label.score -= Math.log(group.length);
  return {
    logProbabilities: labels.map((l) => l.score),
    exact: labels.map(isExact),
    cachedTokens,
    labelTokens,
  };
}

function isExact({ tokens, known }: Label): boolean {
  return known === tokens.length;
}

/** Labels that are not exact and may not be negligible: the likeliest first, or, where all count, those of one length together. */
function pending(labels: readonly Label[], negligibleShare: number): readonly Label[] {
  const best = Math.max(...labels.filter(isExact).map((l) => l.score));
  const left = labels.filter((l) => !isExact(l) && !(l.score < best + Math.log(negligibleShare)));
  return left.sort((a, b) => (negligibleShare > 0 ? b.score - a.score : b.tokens.length - a.tokens.length));
}

/** What has to be evaluated to know the first of `labels`: all their tokens but the last, a path that begins another one left out. */
function paths(labels: readonly Label[], most: number): readonly (readonly Token[])[] {
  const chosen: (readonly Token[])[] = [];
  for (const { tokens } of labels) {
    const path = tokens.slice(0, -1);
    if (chosen.some((other) => begins(path, other))) continue;
    const shorter = chosen.findIndex((other) => begins(other, path));
    if (shorter >= 0) chosen[shorter] = path;
    else if (chosen.length < most) chosen.push(path);
  }
  return chosen;
}

function begins(path: readonly Token[], other: readonly Token[]): boolean {
  return path.length <= other.length && path.every((token, i) => token === other[i]);
}

/** Evaluates one path on each sequence, what it still holds of one that begins alike left out, and returns how many tokens that were. */
async function evaluateTogether(
  { sequences, promptTokens }: { readonly sequences: Sequences; readonly promptTokens: number },
  group: readonly (readonly Token[])[],
  labels: readonly Label[],
  threading: Threading,
): Promise<number> {
  const held = group.map((path, n) => {
    const tokens = sequences[n]?.contextTokens.slice(promptTokens) ?? [];
    const different = path.findIndex((token, i) => token !== tokens[i]);
    return different < 0 ? path.length - 1 : different;
  });
  // Sequences of one length are evaluated in one go.
  const length = Math.max(...group.map((path, n) => path.length - (held[n] ?? 0)));
  const evaluate = () =>
    Promise.all(
      group.map(async (path, n) => {
        const sequence = sequences[n] as LlamaContextSequence;
        const start = held[n] ?? 0;
        await sequence.eraseContextTokenRanges([
          { start: promptTokens + start, end: sequence.nextTokenIndex },
        ]);
        const padding = Array<Token>(length - (path.length - start)).fill(path.at(-1) as Token);
        await read(sequence, [...path.slice(start), ...padding], { path, start }, labels);
      }),
    );
  await (group.length * length === 1 ? threading.stepwise(evaluate) : threading.batch(evaluate));
  return group.reduce((sum, path, n) => sum + path.length - (held[n] ?? 0), 0);
}

/**
 * Evaluates `tokens`, which are a path from `start` on, perhaps padded, or without a path the end of the prompt. Adds to the labels what
 * follows each of them.
 */
async function read(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  at: { readonly path: readonly Token[]; readonly start: number } | undefined,
  labels: readonly Label[],
): Promise<void> {
  const { path, start } = at ?? { path: [], start: 0 };
  const positions = at ? [...path.slice(start).keys()] : [tokens.length - 1];
  const steps = positions.map((position) => {
    const depth = at ? start + position + 1 : 0;
    const told = labels.filter(
      (l) => depth >= l.known && depth < l.tokens.length && begins(path.slice(0, depth), l.tokens),
    );
    return { position, depth, told, nextOf: ({ tokens }: Label) => tokens[depth] as Token };
  });
  const wanted = new Map(
    steps.flatMap(({ position, told, nextOf }) =>
      told.length === 0 ? [] : [[position, [...new Set(told.map(nextOf))]] as const],
    ),
  );
  const found = await logProbabilities(sequence, tokens, wanted);
  for (const { position, depth, told, nextOf } of steps) {
    // Another path that begins alike may have told it meanwhile.
    for (const label of told.filter((l) => l.known === depth)) {
      label.score += found.get(position)?.get(nextOf(label)) ?? Number.NaN;
      label.known++;
    }
  }
}

/** The sequences that hold exactly the prompt and may be used for labels. */
async function copyPrompt([main, ...others]: Sequences, promptTokens: number): Promise<Sequences> {
  const ready: [LlamaContextSequence, ...LlamaContextSequence[]] = [main];
  for (const other of others) {
    const copyable = other as unknown as Copyable;
    if (await copyable._copyStateFromOtherSequence?.(main, promptTokens)) ready.push(other);
    else await other.clearHistory();
  }
  return ready;
}
