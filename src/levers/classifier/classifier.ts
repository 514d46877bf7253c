/** The rung that needs no LLM: embedding and words, logistic regression, calibrated probabilities. Knows nothing of how it is solved. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Bench } from '../../domain/bench.ts';
import type { ModelRef } from '../../domain/stack.ts';
import { putClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { labelledTexts } from '../labelled-texts.ts';
import type { Lever } from '../lever.ts';
import { needsEmbeddingModel, needsLabels } from '../needs-labels.ts';
import { abstentionThreshold } from './abstention-threshold.ts';
import { textOfLabel } from './text-of-label.ts';
import { type TrainedClassifier, trainClassifier } from './train-classifier.ts';

const rungName = 'classifier';
const abstainingName = 'classifier (abstains)';

const settings = z.strictObject({
  /** Parts of train that take turns at being held out, where the regularisation, the calibration and a threshold are chosen. */
  folds: z.int().min(2).max(20).default(5),
  /** Give no answer below this probability, or below the one from which answers reach `precision` on held-out training cases. */
  abstainBelow: z
    .union([z.number().min(0).max(1), z.strictObject({ precision: z.number().gt(0).lte(1) })])
    .optional(),
});

type Settings = z.infer<typeof settings>;

export const classifier: Lever<Settings> = {
  name: 'classifier',
  summary: 'embedding and logistic regression with calibrated probabilities; needs no LLM',
  byDefault: true,
  settings,
  inapplicable: (task) => needsLabels(task, 'a classifier') ?? needsEmbeddingModel(task),
  needs: () => ({ models: ['embedding'] }),
  rungNames: ({ abstainBelow }) => (abstainBelow === undefined ? [rungName] : [abstainingName, rungName]),
  async propose(task, { folds, abstainBelow }, _stacks, bench) {
    const { embeddingModel } = task;
    const train = await labelledTexts(bench);
    if (embeddingModel === undefined || train.labels.length < 2) return [];
    const labelTexts = train.labels.map((label) => textOfLabel(label, task.contract));
    const trained = await trainClassifier(
      { ...train, labelTexts, ...(await embed(bench, embeddingModel, train.texts, labelTexts)) },
      {
        folds,
        seed: bench.seed,
        pause: async () => {
          await nextTurn();
          bench.signal.throwIfAborted();
        },
      },
    );
    const threshold = thresholdOf(abstainBelow, trained);
    bench.note(`classifier: ${trained.how}`);
    return [
      {
        name: threshold === undefined ? rungName : abstainingName,
        stack: {
          answerer: {
            kind: 'classifier',
            weights: await putClassifierWeights(bench.artefacts, trained.weights),
            embedding: embeddingModel,
            ...(threshold !== undefined && { abstainBelow: threshold }),
          },
          contract: task.contract,
        },
        why: `logistic regression on ${train.texts.length} training cases, ${trained.how}`,
      },
    ];
  },
};

async function embed(bench: Bench, model: ModelRef, texts: readonly string[], labelTexts: readonly string[]) {
  const vectors = await bench.embed(model, [...texts, ...labelTexts]);
  bench.signal.throwIfAborted();
  return { vectors: vectors.slice(0, texts.length), labelVectors: vectors.slice(texts.length) };
}

function thresholdOf(given: Settings['abstainBelow'], { heldOut }: TrainedClassifier): number | undefined {
  return typeof given === 'object' ? abstentionThreshold(heldOut, given.precision) : given;
}
