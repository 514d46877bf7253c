/** Asks a stack some of the cases that it was trained on, beside those of dev. Knows nothing of how it was trained. */
import type { Training } from '../../domain/ladder-training.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { readGap } from '../../measure/comparison/read-gap.ts';
import { createRandom } from '../../measure/stats/random.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { type MeasureParts, measureStack } from '../measure-stack.ts';

/** Enough for a gap of about ten points to show. */
const mostCases = 200;

/** `trained`: ids of the train cases that it has seen, of which a drawn part is asked. Throws as `measureStack` does. */
export async function measureGap(
  stack: LiveStack,
  trained: readonly string[],
  dev: readonly Outcome[],
  parts: MeasureParts,
  settings: ComparisonSettings,
): Promise<Training['gap']> {
  const ids = createRandom(`${settings.seed} gap`).shuffle(trained).slice(0, mostCases);
  const request = { name: 'on train cases', split: 'train' as const, total: ids.length, ids };
  return readGap(await measureStack(stack, request, parts), dev, settings);
}
