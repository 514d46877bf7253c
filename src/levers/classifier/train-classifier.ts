/** Trains the classifier: chooses features and penalty on held-out folds of train, fits, calibrates. Knows nothing of benches or stacks. */
import type { ClassifierWeights, FeatureBlock } from '../../stacks/classifier/classifier-weights.ts';
import { softmax } from '../../stacks/classifier/softmax.ts';
import { wordFeatures } from '../../stacks/classifier/word-features.ts';
import type { LabelledTexts } from '../labelled-texts.ts';
import type { HeldOutAnswer } from './abstention-threshold.ts';
import { assignFolds } from './assign-folds.ts';
import { type ClassifiedText, crossValidate, fitPath, type TextSet } from './cross-validate.ts';
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

/** scikit-learn's `C` for unit-length features, from strong to weak regularisation; weaker was never chosen. */
const cs = [1, 3, 10, 30, 100];
/** In mean log-loss: what is left to gain is lost in the noise of held-out rows. */
const solver = { tolerance: 5e-4, maxIterations: 200 };

/** Which of the extras beside the embeddings of the training cases are used. */
interface Extras {
  readonly words: boolean;
  readonly labelTexts: boolean;
}

interface Choice {
  readonly extras: Extras;
  readonly c: number;
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
  const setOf = textSets(train, words, assignFolds(train, folds, seed));
  const settings = { ...solver, pause };
  const tryOut = async (extras: Extras, penalties: readonly number[]): Promise<Choice[]> => {
    const scored = await crossValidate(setOf(extras), folds, penalties, settings);
    return scored.map((heldOut, i) => {
      const temperature = fitTemperature(heldOut);
      return { extras, c: penalties[i] as number, heldOut, temperature, loss: logLoss(heldOut, temperature) };
    });
  };
  let best = least(await tryOut({ words: true, labelTexts: true }, cs));
  for (const without of [{ labelTexts: false }, { words: false }]) {
    best = least([best, ...(await tryOut({ ...best.extras, ...without }, [best.c]))]);
  }
  const set = setOf(best.extras);
  const [coefficients = new Float64Array()] = await fitPath(set, [best.c], settings);
  return {
    weights: toWeights(train.labels, set, words, coefficients, best.temperature),
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
): (extras: Extras) => TextSet {
  const weigh = wordFeatures(words);
  const cases = texts.map(
    (text, i): ClassifiedText => ({
      vector: vectors[i] as Float32Array,
      words: weigh(text),
      class: classes[i] as number,
      fold: foldOf[i] as number,
    }),
  );
  const names = labelTexts.map(
    (text, k): ClassifiedText => ({ vector: labelVectors[k] as Float32Array, words: weigh(text), class: k }),
  );
  return (extras) => ({
    texts: extras.labelTexts ? [...cases, ...names] : cases,
    classCount: labels.length,
    vocabularySize: extras.words ? words.vocabulary.length : 0,
  });
}

function toWeights(
  labels: readonly string[],
  { texts, classCount, vocabularySize }: TextSet,
  words: FeatureBlock,
  coefficients: Coefficients,
  temperature: number,
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
    features: [{ kind: 'embedding', dimensions }, ...(vocabularySize > 0 ? [words] : [])],
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

function describe({ extras, c, heldOut, temperature, loss }: Choice): string {
  const used = [
    'embeddings',
    ...(extras.words ? ['words'] : []),
    ...(extras.labelTexts ? ['label names'] : []),
  ];
  return (
    `from ${used.join(', ')} with C = ${c} and temperature ${temperature.toFixed(2)}, chosen on held-out training cases ` +
    `(${(100 * accuracy(heldOut)).toFixed(1)} % right, log-loss ${logLoss(heldOut, 1).toFixed(3)} before calibration, ${loss.toFixed(3)} after)`
  );
}
