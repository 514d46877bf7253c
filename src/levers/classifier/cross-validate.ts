/** Scores training rows by models that did not see them, for each of several penalties. Knows nothing of what is chosen by it. */
import {
  type Coefficients,
  type FitSettings,
  linearScores,
  logisticRegression,
} from './logistic-regression.ts';
import type { ScoredRows } from './scored-rows.ts';
import { featureRows, type TextFeatures } from './training-rows.ts';

export interface ClassifiedText extends TextFeatures {
  readonly class: number;
  /** The fold that holds it out; absent for texts that are always trained on. */
  readonly fold?: number;
}

export interface TextSet {
  readonly texts: readonly ClassifiedText[];
  readonly classCount: number;
  /** 0 leaves the words out. */
  readonly vocabularySize: number;
}

export type SolverSettings = Omit<FitSettings, 'l2'>;

/** Held-out rows after which no further fold is tried: more would cost time and change no choice. */
const enoughRows = 2000;

/** Fits for each of `cs` (scikit-learn's: λ = 1 / (c · texts)), each from the solution before, so give the smallest first. */
export async function fitPath(
  { texts, classCount, vocabularySize }: TextSet,
  cs: readonly number[],
  settings: SolverSettings,
): Promise<readonly Coefficients[]> {
  const classes = Int32Array.from(texts, (t) => t.class);
  const regression = logisticRegression({ ...featureRows(texts, vocabularySize), classes, classCount });
  const path: Coefficients[] = [];
  for (const c of cs) {
    path.push(await regression.fit({ ...settings, l2: 1 / (c * texts.length) }, path.at(-1)));
  }
  return path;
}

/** For each of `cs` the same held-out rows, scored. */
export async function crossValidate(
  set: TextSet,
  folds: number,
  cs: readonly number[],
  settings: SolverSettings,
): Promise<readonly ScoredRows[]> {
  const scores: Float64Array[][] = cs.map(() => []);
  const classes: number[] = [];
  for (let fold = 0; fold < folds && classes.length < enoughRows; fold++) {
    const heldOut = set.texts.filter((t) => t.fold === fold);
    if (heldOut.length === 0) continue;
    const seen = { ...set, texts: set.texts.filter((t) => t.fold !== fold) };
    const rows = featureRows(heldOut, set.vocabularySize);
    for (const [i, coefficients] of (await fitPath(seen, cs, settings)).entries()) {
      scores[i]?.push(linearScores(rows, coefficients, set.classCount));
    }
    classes.push(...heldOut.map((t) => t.class));
  }
  return scores.map((parts) => ({ scores: concatenate(parts), classes, classCount: set.classCount }));
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
