/** The reference line of word counts: multinomial naive Bayes. Knows nothing of models. */
import { z } from 'zod';
import { putClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { labelledTexts } from '../labelled-texts.ts';
import type { Lever } from '../lever.ts';
import { needsLabels } from '../needs-labels.ts';
import { trainNaiveBayes } from './train-naive-bayes.ts';

/** From Laplace's on; with many labels and short texts less is better. */
const smoothings = [1, 0.3, 0.1, 0.03];

const rungName = 'naive Bayes';

const settings = z.strictObject({
  /** 2 also counts pairs of neighbouring words. */
  longestPhrase: z.literal([1, 2]).default(1),
});

export const naiveBayes: Lever<z.infer<typeof settings>> = {
  name: 'naive-bayes',
  summary: 'multinomial naive Bayes over word counts (reference line)',
  byDefault: true,
  settings,
  inapplicable: (task) => needsLabels(task, 'naive Bayes'),
  needs: () => ({}),
  rungNames: () => [rungName],
  async propose(task, { longestPhrase }, _stacks, bench) {
    const train = await labelledTexts(bench);
    if (train.texts.length === 0) return [];
    const { weights, smoothing } = trainNaiveBayes(train, { longestPhrase, smoothings });
    const ref = await putClassifierWeights(bench.artefacts, weights);
    return [
      {
        name: rungName,
        stack: { answerer: { kind: 'classifier', weights: ref }, contract: task.contract },
        why: `word counts of ${train.texts.length} training cases, ${smoothing} added to each (chosen leaving one out)`,
        referenceLine: true,
      },
    ];
  },
};
