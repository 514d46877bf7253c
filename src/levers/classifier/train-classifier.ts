/** Trains the classifier: chooses features and penalty on held-out folds of train, fits, calibrates. Knows nothing of benches or stacks. */
import type { ClassifierWeights, FeatureBlock } from '../../stacks/classifier/classifier-weights.ts';
import { softmax } from '../../stacks/classifier/softmax.ts';
import { wordFeatures } from '../../stacks/classifier/word-features.ts';
import type { LabelledTexts } from '../labelled-texts.ts';
import type { HeldOutAnswer } from './abstention-threshold.ts';
import { assignFolds } from './assign-folds.ts';
import {
  type ClassifiedText,
  crossValidate,
  fitPath,
  type Penalty,
  penalties,
  type TextSet,
} from './cross-validate.ts';
import { fitTemperature } from './fit-temperature.ts';
import type { Coefficients } from './logistic-regression.ts';
import { accuracy, logLoss, type ScoredRows } from './scored-rows.ts';
import { tfIdfBlock } from './tf-idf-block.ts';

export interface TrainingTexts extends LabelledTexts {
  /** Unit-length, one per text. */
  readonly vectors: readonly Float32Array[];
  /** Each label in words, and its unit-length vector: one more training text for its class. */
  readonly labelTexts: readonly string[];
  readonly labelVectors: readonly Float32Array[];
}

export interface TrainingSettings {
  readonly folds: number;
  readonly seed: string;
  readonly pause: () => Promise<void>;
}

export interface TrainedClassifier {
  readonly weights: ClassifierWeights;
  /** Calibrated answers to rows that the answering model had not seen. */
  readonly heldOut: readonly HeldOutAnswer[];
  /** What was chosen and what it gave, in half a sentence. */
  readonly how: string;
}

/** scikit-learn's `C` for unit-length features, from strong to weak regularisation. */
const cs = [1, 4, 16, 64];
/** In mean log-loss: what is then left to gain is lost in the noise of held-out rows. */
const solver = { tolerance: 1e-3, maxIterations: 200 };

interface Choice {
  readonly set: TextSet;
  readonly usesLabelTexts: boolean;
  /** Fitted one after the other, on the held-out folds and in the end alike; the last is the one chosen. */
  readonly path: readonly Penalty[];
  readonly heldOut: ScoredRows;
  readonly temperature: number;
  readonly loss: number;
}

/** Needs two labels at least. Equal texts, vectors and seed give equal weights. */
export async function trainClassifier(
  train: TrainingTexts,
  { folds, seed, pause }: TrainingSettings,
): Promise<TrainedClassifier> {
  const words = tfIdfBlock(train.texts);
  const { cases, labelTexts } = textSets(train, words, assignFolds(train, folds, seed));
  const withLabelTexts = { ...cases, texts: [...cases.texts, ...labelTexts] };
  const settings = { ...solver, pause };
  const tryOut = async (set: TextSet, path: readonly Penalty[]): Promise<Choice[]> => {
    const scored = await crossValidate(set, folds, path, settings);
    return scored.map((heldOut, i) => {
      const temperature = fitTemperature(heldOut);
      const loss = logLoss(heldOut, temperature);
      return { set, usesLabelTexts: set !== cases, path: path.slice(0, i + 1), heldOut, temperature, loss };
    });
  };
  const named = least(await tryOut(withLabelTexts, penalties(withLabelTexts, cs)));
  const best = least([named, ...(await tryOut(cases, named.path)).slice(-1)]);
  const coefficients = (await fitPath(best.set, best.path, settings)).at(-1) as Coefficients;
  return {
    weights: toWeights(train.labels, best, words, coefficients),
    heldOut: answersOf(best),
    how: describe(best),
  };
}

/** The first of equals. */
function least(choices: readonly Choice[]): Choice {
  return choices.reduce((best, choice) => (choice.loss < best.loss ? choice : best));
}

function textSets(
  { texts, classes, vectors, labels, labelTexts, labelVectors }: TrainingTexts,
  words: Extract<FeatureBlock, { kind: 'tf-idf' }>,
  foldOf: readonly number[],
): { readonly cases: TextSet; readonly labelTexts: readonly ClassifiedText[] } {
  const weigh = wordFeatures(words);
  const classified = texts.map(
    (text, i): ClassifiedText => ({
      vector: vectors[i] as Float32Array,
      words: weigh(text),
      class: classes[i] as number,
      fold: foldOf[i] as number,
    }),
  );
  return {
    cases: { texts: classified, classCount: labels.length, vocabularySize: words.vocabulary.length },
    labelTexts: labelTexts.map((text, k) => ({
      vector: labelVectors[k] as Float32Array,
      words: weigh(text),
      class: k,
    })),
  };
}

function toWeights(
  labels: readonly string[],
  { set: { texts, classCount, vocabularySize }, temperature }: Choice,
  words: FeatureBlock,
  coefficients: Coefficients,
): ClassifierWeights {
  const dimensions = texts[0]?.vector.length ?? 0;
  const width = dimensions + vocabularySize;
  const weights = new Float32Array(classCount * width);
  const sparseFrom = classCount * (dimensions + 1);
  for (let k = 0; k < classCount; k++) {
    const denseFrom = k * (dimensions + 1);
    weights.set(coefficients.subarray(denseFrom, denseFrom + dimensions), k * width);
    for (let j = 0; j < vocabularySize; j++) {
      weights[k * width + dimensions + j] = coefficients[sparseFrom + j * classCount + k] as number;
    }
  }
  const intercepts = Float32Array.from(
    labels,
    (_, k) => coefficients[(k + 1) * (dimensions + 1) - 1] as number,
  );
  return {
    labels,
    features: [{ kind: 'embedding', dimensions }, words],
    model: { kind: 'linear', weights, intercepts, temperature },
  };
}

function answersOf({ heldOut: { scores, classes, classCount }, temperature }: Choice): HeldOutAnswer[] {
  return classes.map((k, i) => {
    const probabilities = softmax(scores.subarray(i * classCount, (i + 1) * classCount), temperature);
    const probability = Math.max(...probabilities);
    return { probability, right: probabilities[k] === probability };
  });
}

function describe({ usesLabelTexts, path, heldOut, temperature, loss }: Choice): string {
  return (
    `from embeddings${usesLabelTexts ? ', words and label names' : ' and words'}, C = ${path.at(-1)?.c} and temperature ` +
    `${temperature.toFixed(2)} chosen on held-out training cases (${(100 * accuracy(heldOut)).toFixed(1)} % right, ` +
    `log-loss ${logLoss(heldOut, 1).toFixed(3)} before calibration, ${loss.toFixed(3)} after)`
  );
}
