/** Draws candidate sets of fixed examples from the training cases. Knows nothing of how they are compared. */
import { inputText } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Example } from '../../domain/stack.ts';

export interface DrawSettings {
  readonly k: number;
  readonly sets: number;
  readonly seed: string;
}

/**
 * `sets` sets of `k` examples each, seeded. Within a set the outputs differ as long as there are unused ones, so that few examples show
 * many labels; of long texts the longest quarter is passed over, because every token of a fixed example is paid on every call.
 */
export function drawExampleSets(pool: readonly Example[], { k, sets, seed }: DrawSettings): Example[][] {
  const affordable = withoutLongest(pool);
  if (affordable.length === 0) return [];
  return Array.from({ length: sets }, (_, set) => drawOne(affordable, k, `${seed}/${set}`));
}

function withoutLongest(pool: readonly Example[]): readonly Example[] {
  const lengths = pool.map((e) => inputText(e.input).length).sort((a, b) => a - b);
  const limit = lengths[Math.floor(lengths.length * 0.75)] ?? 0;
  return pool.filter((e) => inputText(e.input).length <= limit);
}

function drawOne(pool: readonly Example[], k: number, seed: string): Example[] {
  const order = pool
    .map((example) => ({ example, key: contentHash([seed, example.caseId]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ example }) => example);
  const chosen: Example[] = [];
  const shown = new Map<string, number>();
  for (let round = 0; chosen.length < Math.min(k, order.length); round++) {
    for (const example of order) {
      if (chosen.length === k) break;
      if ((shown.get(example.output) ?? 0) !== round || chosen.includes(example)) continue;
      shown.set(example.output, round + 1);
      chosen.push(example);
    }
    if (round > k) break;
  }
  return chosen;
}
