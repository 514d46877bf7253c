/** The training cases with the answers that people gave them, as what is learned. */
import type { Bench, TrainingTarget } from '../domain/bench.ts';
import { expectedOutput } from './expected-output.ts';

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
