/** How a task's stacks are compared, from its config and its primary scorer. */
import type { ComparisonSettings } from '../measure/comparison/comparison-settings.ts';
import type { Scorer } from '../measure/scoring/scorer.ts';
import type { Task } from './task.ts';

export function comparisonSettings({ config, contract }: Task, primary: Scorer): ComparisonSettings {
  return {
    binary: primary.binary,
    margin: config.marginPoints / 100,
    confidence: config.confidence,
    seed: config.seed,
    ...(contract.kind === 'label' && { labels: contract.labels }),
  };
}
