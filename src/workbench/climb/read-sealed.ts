/** Names the finalists on dev, logs the look, and reads them on the sealed set together. */
import { appendLooks } from '../../cases/seal/sealed-set-log.ts';
import { chooseFinalists, type Finalists } from '../../decide/decision/choose-finalists.ts';
import { compareOutcomes } from '../../measure/comparison/compare-outcomes.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import { openStack } from '../../stacks/open-stack.ts';
import type { BenchParts } from '../open-bench.ts';
import type { MeasuredRung } from './measured-rung.ts';
import { measureOn } from './pull-levers.ts';
import { readDev } from './read-dev.ts';

export function nameFinalists(
  rungs: readonly MeasuredRung[],
  reference: MeasuredRung | undefined,
  settings: ComparisonSettings,
  constraints: BenchParts['task']['config']['constraints'],
): Finalists | undefined {
  const byId = new Map(rungs.map((r) => [r.id, r]));
  const readings = readDev(rungs, reference, settings);
  return chooseFinalists(
    rungs.flatMap(({ id }) => {
      const dev = readings.get(id);
      return dev === undefined ? [] : [{ id, dev }];
    }),
    reference?.id,
    withoutUnset(constraints),
    (id, bestId) => compareOutcomes(byId.get(id)?.dev ?? [], byId.get(bestId)?.dev ?? [], bestId, settings),
  );
}

/**
 * Logs the look before the first sealed answer is scored, then fills `sealed` of the reference and the finalists. The same batch name for
 * the same finalists, so that an interrupted reading goes on as the same look.
 */
export async function readSealed(
  finalists: readonly MeasuredRung[],
  batch: string,
  parts: BenchParts,
): Promise<void> {
  const { sealedHash } = parts.task.cases;
  if (sealedHash === undefined) return;
  await appendLooks(parts.task.folder, {
    sealedHash,
    batch,
    at: parts.now(),
    stacks: finalists.map((r) => ({ stackHash: r.stack.hash, rung: r.candidate.name })),
  });
  for (const rung of finalists) {
    const stack = await openStack(rung.stack.spec, parts.stackParts);
    rung.sealed = await measureOn('sealed', `${rung.candidate.name}, sealed`, stack, parts);
  }
}

/** Drops keys whose value is undefined, which an optional config key may carry. */
export function withoutUnset<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
}
