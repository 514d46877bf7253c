/** Fixed few-shot: the same examples in every prompt, chosen by search on train and dev, not the first k rows. */
import { z } from 'zod';
import type { Bench } from '../../domain/bench.ts';
import type { Example, StackSpec } from '../../domain/stack.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { expectedOutput } from '../expected-output.ts';
import type { Lever } from '../lever.ts';
import { drawExampleSets } from './draw-example-sets.ts';

const settings = z.strictObject({
  k: z.int().min(1).max(64).default(4),
  /** Sets of examples that are drawn and compared on dev. */
  sets: z.int().min(1).max(64).default(4),
  /** Dev cases on which a set is tried; the two best are then measured on all of dev. */
  tryOn: z.int().min(8).default(40),
});

export const fewShot: Lever<z.infer<typeof settings>> = {
  name: 'few-shot',
  summary: 'the same few examples in every prompt, the best of several drawn sets',
  byDefault: true,
  settings,
  inapplicable: needsChatModel,
  async propose(task, { k, sets, tryOn }, stacks, bench) {
    const base = baseStack(task, stacks, (s) => s.examples === undefined && s.reasoning === undefined);
    const drawn = drawExampleSets(await collect(bench), { k, sets, seed: bench.seed });
    if (drawn.length === 0) return [];
    const ranked: { stack: StackSpec; mean: number }[] = [];
    for (const [i, examples] of drawn.entries()) {
      const stack: StackSpec = { ...base, examples: { kind: 'fixed', examples } };
      if (drawn.length === 1) return [candidate(stack, k, 'one set drawn from train')];
      bench.note(`example set ${i + 1} of ${drawn.length}`);
      const { meanScore } = await bench.measure(stack, 'dev', { limit: tryOn });
      ranked.push({ stack, mean: meanScore ?? -1 });
    }
    ranked.sort((a, b) => b.mean - a.mean);
    const best = await bestOnDev(
      ranked.slice(0, 2).map((r) => r.stack),
      bench,
    );
    return best === undefined
      ? []
      : [candidate(best, k, `the best on dev of ${drawn.length} sets drawn from train`)];
  },
};

function candidate(stack: StackSpec, k: number, how: string) {
  return { name: `few-shot (${k})`, stack, why: `${k} fixed examples, ${how}` };
}

async function bestOnDev(stacks: readonly StackSpec[], bench: Bench): Promise<StackSpec | undefined> {
  let best: { stack: StackSpec; mean: number } | undefined;
  for (const stack of stacks) {
    const mean = (await bench.measure(stack, 'dev')).meanScore ?? -1;
    if (best === undefined || mean > best.mean) best = { stack, mean };
  }
  return best?.stack;
}

async function collect(bench: Bench): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const c of bench.cases('train')) {
    const output = expectedOutput(c);
    if (output !== undefined) examples.push({ caseId: c.id, input: c.input, output });
  }
  return examples;
}
