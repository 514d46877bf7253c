/** A two-sample test on texts: do recent inputs look like those trained on? Knows nothing of cases, files or models. */
import type { Auc } from '../stats/auc.ts';
import { criticalZ } from '../stats/distributions/normal.ts';
import type { Interval } from '../stats/interval.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { type FoldedTexts, heldOutEvidence } from './held-out-evidence.ts';
import { type TellingWord, tellingWords } from './telling-words.ts';
import { wordSets } from './word-sets.ts';

export interface ComparedInput {
  readonly text: string;
  /** Inputs of one group (a customer, a conversation) count as one draw. */
  readonly group?: string;
}

export interface InputDrift {
  /** Inputs of each side that were compared, after drawing. */
  readonly train: number;
  readonly recent: number;
  /** How often a classifier that knows the words alone puts a recent input above one of train; 0.5 is chance. */
  readonly auc: number;
  /** 95 %, approximate: DeLong's, widened by as much as it is too narrow over the relabellings. Absent where the sides are told apart wholly. */
  readonly interval?: Interval;
  /** Share of relabellings that are told apart as well. */
  readonly pValue: number;
  readonly isTold: boolean;
  /** `first` is train, `second` recent. Empty where no drift is told. */
  readonly words: readonly TellingWord[];
  /** Share of the words of recent inputs that train does not have, and the same of train inputs held out. */
  readonly unknownWords: { readonly recent: number; readonly train: number };
}

export interface DriftOptions {
  readonly seed: string | number;
  /** Awaited between relabellings, so that the event loop turns; throw there to stop. */
  readonly pause: () => Promise<void>;
}

/** Fewer on a side say nothing. */
export const fewestInputs = 20;
/** More would take time and tell differences too small to matter. */
export const mostInputs = 2000;
const foldCount = 5;
const relabellings = 199;
/** Of one distribution so many comparisons in a hundred are told to be of two. */
export const falseAlarms = 0.01;
const wordsNamed = 5;

/**
 * Classifier two-sample test (Lopez-Paz & Oquab 2017, arXiv:1610.06545): naive Bayes on words, cross-validated, by AUC. The p-value is that
 * of a permutation test over groups and so holds for samples of any size (Phipson & Smyth 2010). `undefined` when a side has fewer than
 * `fewestInputs`.
 */
export async function compareInputs(
  train: AsyncIterable<ComparedInput>,
  recent: AsyncIterable<ComparedInput>,
  { seed, pause }: DriftOptions,
): Promise<InputDrift | undefined> {
  const random = createRandom(seed);
  const first = await drawn(train, random.fork('train'));
  const second = await drawn(recent, random.fork('recent'));
  if (Math.min(first.length, second.length) < fewestInputs) return undefined;
  const all = [...first, ...second];
  const sets = wordSets(all.map(({ text }) => text));
  const units = unitsOf(first, second);
  const unitCount = Math.max(...units) + 1;
  const dealt = random
    .fork('folds')
    .shuffle(Array.from({ length: unitCount }, (_, unit) => unit % foldCount));
  const folded: FoldedTexts = {
    texts: sets.texts,
    vocabularySize: sets.vocabulary.length,
    folds: units.map((unit) => dealt[unit] as number),
    foldCount,
  };
  const isSecond = Uint8Array.from(all, (_, i) => (i < first.length ? 0 : 1));
  const seen = heldOutEvidence(folded, isSecond);
  if (seen === undefined) return undefined;
  const sideOfUnit = new Array<number>(unitCount).fill(0);
  for (const [i, unit] of units.entries()) sideOfUnit[unit] = isSecond[i] as number;
  const relabel = random.fork('relabel');
  const chance: Auc[] = [];
  for (let round = 0; round < relabellings; round += 1) {
    await pause();
    const sides = relabel.shuffle(sideOfUnit);
    const relabelled = heldOutEvidence(
      folded,
      Uint8Array.from(units, (unit) => sides[unit] as number),
    );
    if (relabelled !== undefined) chance.push(relabelled.auc);
  }
  const asFar = chance.filter(({ estimate }) => estimate >= seen.auc.estimate).length;
  const pValue = (1 + asFar) / (relabellings + 1);
  const isTold = pValue <= falseAlarms;
  const interval = logitInterval(seen.auc, widening(chance));
  const [trainUnknown, recentUnknown] = seen.unknownWords;
  return {
    train: first.length,
    recent: second.length,
    auc: seen.auc.estimate,
    ...(interval && { interval }),
    pValue,
    isTold,
    words: isTold ? tellingWords(sets, isSecond, wordsNamed) : [],
    unknownWords: { recent: recentUnknown, train: trainUnknown },
  };
}

/** Each with the same chance, in one pass (Vitter 1985, algorithm R). */
async function drawn(inputs: AsyncIterable<ComparedInput>, random: Random): Promise<ComparedInput[]> {
  const kept: ComparedInput[] = [];
  let seen = 0;
  for await (const input of inputs) {
    const at = seen < mostInputs ? seen : random.int(seen + 1);
    if (at < mostInputs) kept[at] = input;
    seen += 1;
  }
  return kept;
}

/** A number for each group of a side, and for each input without one. */
function unitsOf(...sides: readonly (readonly ComparedInput[])[]): number[] {
  const groups = new Map<string, number>();
  let count = 0;
  return sides.flatMap((side, at) =>
    side.map(({ group }) => {
      const key = group === undefined ? undefined : `${at} ${group}`;
      const known = key === undefined ? undefined : groups.get(key);
      if (known !== undefined) return known;
      if (key !== undefined) groups.set(key, count);
      return count++;
    }),
  );
}

/** DeLong takes the classifier for given; where it is trained on what it is judged by in turns, the area varies more. */
function widening(chance: readonly Auc[]): number {
  const variances = chance.flatMap(({ variance = 0 }) => (variance > 0 ? [variance] : []));
  const spread = mean(chance.map(({ estimate }) => (estimate - 0.5) ** 2));
  return variances.length === 0 ? 1 : Math.max(1, spread / mean(variances));
}

/** On the scale of log odds, which keeps it within 0 and 1 (Pepe 2003, section 5.2). */
function logitInterval({ estimate, variance = 0 }: Auc, widened: number): Interval | undefined {
  if (variance === 0 || estimate <= 0 || estimate >= 1) return undefined;
  const half = (criticalZ(0.95) * Math.sqrt(variance * widened)) / (estimate * (1 - estimate));
  const centre = Math.log(estimate / (1 - estimate));
  const share = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
  return { low: share(centre - half), high: share(centre + half) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
