/** Logs the look and reads the reference and the finalists on the sealed set together. Chooses nothing. */
import { appendLooks } from '../../cases/seal/sealed-set-log.ts';
import { openStack } from '../../stacks/open-stack.ts';
import type { BenchParts } from '../open-bench.ts';
import type { MeasuredRung } from './measured-rung.ts';
import { measureOn } from './pull-levers.ts';

/**
 * Logs the look before the first sealed answer is scored, then fills `sealed` of the rungs; nothing without a sealed set. A resumed climb
 * has the same `batch`, so that an interrupted reading goes on as the same look.
 */
export async function readSealed(
  rungs: readonly MeasuredRung[],
  batch: string,
  parts: BenchParts,
): Promise<void> {
  const { sealedHash } = parts.task.cases;
  if (sealedHash === undefined) return;
  await appendLooks(parts.task.folder, {
    sealedHash,
    batch,
    at: parts.now(),
    stacks: rungs.map((r) => ({ stackHash: r.stack.hash, rung: r.candidate.name })),
  });
  for (const rung of rungs) {
    const stack = await openStack(rung.stack.spec, parts.stackParts);
    rung.sealed = await measureOn('sealed', rung.candidate.name, stack, parts);
  }
}
