/** The reference line of embeddings: the label of the most similar training case. Knows nothing of how vectors come about. */
import { z } from 'zod';
import { putClassifierWeights } from '../../stacks/classifier/classifier-weights.ts';
import { labelledTexts } from '../labelled-texts.ts';
import type { Lever } from '../lever.ts';
import { needsEmbeddingModel, needsLabels } from '../needs-labels.ts';
import { toSignedBytes } from './to-signed-bytes.ts';

const rungName = 'nearest neighbour';

const settings = z.strictObject({});

export const nearestNeighbour: Lever<z.infer<typeof settings>> = {
  name: 'nearest-neighbour',
  summary: 'the label of the training case with the most similar embedding (reference line)',
  byDefault: false,
  settings,
  inapplicable: (task) => needsLabels(task, 'the nearest neighbour') ?? needsEmbeddingModel(task),
  needs: () => ({ models: ['embedding'] }),
  rungNames: () => [rungName],
  async propose(task, _settings, _stacks, bench) {
    const { embeddingModel } = task;
    const { texts, classes, labels } = await labelledTexts(bench);
    if (embeddingModel === undefined || texts.length === 0) return [];
    const vectors = await bench.embed(embeddingModel, texts);
    bench.signal.throwIfAborted();
    const weights = await putClassifierWeights(bench.artefacts, {
      labels,
      features: [{ kind: 'embedding', dimensions: vectors[0]?.length ?? 0 }],
      model: { kind: 'nearest', vectors: toSignedBytes(vectors), labelOf: classes },
    });
    return [
      {
        name: rungName,
        stack: {
          answerer: { kind: 'classifier', weights, embedding: embeddingModel },
          contract: task.contract,
        },
        why: `the most similar of ${texts.length} training cases by embedding`,
        referenceLine: true,
      },
    ];
  },
};
