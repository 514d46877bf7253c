/** Scores training rows by models that did not see them, for each of several penalties. Knows nothing of what is chosen by it. */
import type { Objective } from './lbfgs.ts';
import {
  type Coefficients,
  type FitSettings,
  fitLogisticRegression,
  linearScores,
} from './logistic-regression.ts';
import { preconditioners } from './preconditioner.ts';
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
  readonly vocabularySize: number;
}

export interface Penalty {
  /** scikit-learn's: λ = 1 / (c · texts). */
  readonly c: number;
  readonly precondition: Objective['precondition'];
}

export type SolverSettings = Omit<FitSettings, 'l2' | 'precondition'>;

/** Held-out rows after which no further fold is tried: more would cost time and change no choice. */
const enoughRows = 1000;

export function penalties(
  { texts, classCount, vocabularySize }: TextSet,
  cs: readonly number[],
): readonly Penalty[] {
  const rows = featureRows(texts, vocabularySize);
  const l2s = cs.map((c) => 1 / (c * texts.length));
  return preconditioners(rows, classCount, l2s).map((precondition, i) => ({
    c: cs[i] as number,
    precondition,
  }));
}

/** Fits one penalty after the other, each from the solution before, so give the strongest first. */
export async function fitPath(
  { texts, classCount, vocabularySize }: TextSet,
  path: readonly Penalty[],
  settings: SolverSettings,
): Promise<readonly Coefficients[]> {
  const classes = Int32Array.from(texts, (t) => t.class);
  const rows = { ...featureRows(texts, vocabularySize), classes, classCount };
  const fitted: Coefficients[] = [];
  for (const { c, precondition } of path) {
    const l2 = 1 / (c * texts.length);
    fitted.push(await fitLogisticRegression(rows, { ...settings, l2, precondition }, fitted.at(-1)));
  }
  return fitted;
}

/** For each penalty of the path the same held-out rows, scored. */
export async function crossValidate(
  set: TextSet,
  folds: number,
  path: readonly Penalty[],
  settings: SolverSettings,
): Promise<readonly ScoredRows[]> {
  const scores: Float64Array[][] = path.map(() => []);
  const classes: number[] = [];
  for (let fold = 0; fold < folds && classes.length < enoughRows; fold++) {
    const heldOut = set.texts.filter((t) => t.fold === fold);
    if (heldOut.length === 0) continue;
    const seen = { ...set, texts: set.texts.filter((t) => t.fold !== fold) };
    const rows = featureRows(heldOut, set.vocabularySize);
    for (const [i, coefficients] of (await fitPath(seen, path, settings)).entries()) {
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
