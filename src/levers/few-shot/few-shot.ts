/** Fixed few-shot: the same examples in every prompt, chosen by search on train and dev, not the first k rows. */
import { z } from 'zod';
import { everyone } from '../../domain/access.ts';
import type { Bench } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Example, Examples, StackSpec } from '../../domain/stack.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { expectedOutput } from '../expected-output.ts';
import type { Lever } from '../lever.ts';
import { drawExampleSets } from './draw-example-sets.ts';

/** There may be fewer training cases than were asked for. */
const rungName = (examples: number) => `few-shot (${examples})`;

const settings = z.strictObject({
  k: z.int().min(1).max(64).default(4),
  /** Sets of examples that are drawn and compared on dev. */
  sets: z.int().min(1).max(64).default(4),
  /** Dev cases, drawn at random, on which a set is tried; the two best are then measured on all of dev. */
  tryOn: z.int().min(8).default(40),
});

export const fewShot: Lever<z.infer<typeof settings>> = {
  name: 'few-shot',
  summary: 'the same few examples in every prompt, the best of several drawn sets',
  byDefault: true,
  settings,
  inapplicable: needsChatModel,
  needs: () => ({ models: ['chat'] }),
  rungNames: ({ k }) => Array.from({ length: k }, (_, fewer) => rungName(k - fewer)),
  async propose(task, { k, sets, tryOn }, measured, bench) {
    const base = baseStack(task, measured, (s) => s.examples === undefined && s.reasoning === undefined);
    const drawn = drawExampleSets(await collect(bench), { k, sets, seed: bench.seed });
    if (drawn.length === 0) return [];
    const stacks = drawn.map(
      (examples): FewShotStack => ({ ...base, examples: { kind: 'fixed', examples } }),
    );
    const [only] = stacks;
    if (only !== undefined && stacks.length === 1) return [candidate(only, 'one set drawn from train')];
    const ids = await drawDevIds(bench, tryOn);
    const ranked: { stack: FewShotStack; mean: number }[] = [];
    for (const [i, stack] of stacks.entries()) {
      bench.note(`example set ${i + 1} of ${drawn.length}`);
      const { meanScore } = await bench.measure(stack, 'dev', { ids });
      ranked.push({ stack, mean: meanScore ?? -1 });
    }
    ranked.sort((a, b) => b.mean - a.mean);
    const best = await bestOnDev(
      ranked.slice(0, 2).map((r) => r.stack),
      bench,
    );
    return best === undefined
      ? []
      : [candidate(best, `the best on dev of ${drawn.length} sets drawn from train`)];
  },
};

type FewShotStack = StackSpec & { readonly examples: Extract<Examples, { kind: 'fixed' }> };

function candidate(stack: FewShotStack, how: string) {
  const { length } = stack.examples.examples;
  return { name: rungName(length), stack, why: `${length} fixed examples, ${how}` };
}

/** A seeded draw: the first cases of a file may all be of one class. */
async function drawDevIds(bench: Bench, count: number): Promise<string[]> {
  const drawn: { readonly id: string; readonly key: string }[] = [];
  for await (const { id } of bench.cases('dev'))
    drawn.push({ id, key: contentHash([bench.seed, 'try', id]) });
  return drawn
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id);
}

async function bestOnDev(stacks: readonly FewShotStack[], bench: Bench): Promise<FewShotStack | undefined> {
  let best: { stack: FewShotStack; mean: number } | undefined;
  for (const stack of stacks) {
    const mean = (await bench.measure(stack, 'dev')).meanScore ?? -1;
    if (best === undefined || mean > best.mean) best = { stack, mean };
  }
  return best?.stack;
}

/** All see the same examples: where cases say who asks, only those that everyone may see. */
async function collect(bench: Bench): Promise<Example[]> {
  const examples: Example[] = [];
  const ofEveryone: Example[] = [];
  let isOwned = false;
  for await (const { id: caseId, input, principal, ...rest } of bench.cases('train')) {
    const output = expectedOutput(rest);
    if (output === undefined) continue;
    isOwned ||= principal !== undefined;
    examples.push({ caseId, input, output });
    if (principal === everyone) ofEveryone.push({ caseId, input, output });
  }
  return isOwned ? ofEveryone : examples;
}
