/** The training cases with the answers that people gave them, as what is learned. */
import type { Bench, TrainingTarget } from '../domain/bench.ts';
import { contentHash } from '../domain/content-hash.ts';
import { expectedOutput } from './expected-output.ts';

/** At most `limit` of them, drawn by `seed` so that fewer are among more; a whole group at a time is drawn. */
export async function drawTargets(
  bench: Bench,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Promise<readonly TrainingTarget[]> {
  const all: TrainingTarget[] = [];
  for await (const target of humanTargets(bench)) all.push(target);
  const keyOf = ({ id, group }: TrainingTarget) => contentHash([seed, 'drawn', group ?? id]);
  const drawn = all
    .map((target, at) => ({ at, key: keyOf(target) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at - b.at))
    .slice(0, limit);
  return drawn.map(({ at }) => all[at] as TrainingTarget);
}

/** Cases that expect nothing that can be written down as one text are left out. */
export async function* humanTargets(bench: Bench): AsyncGenerator<TrainingTarget> {
  for await (const { id, input, principal, group, ...rest } of bench.cases('train')) {
    const output = expectedOutput(rest);
    if (output === undefined) continue;
    yield {
      id,
      input,
      output,
      ...(principal !== undefined && { principal }),
      ...(group !== undefined && { group }),
    };
  }
}
