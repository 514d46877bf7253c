/** Shows that an adapter answers as it did when it was made, and not as its base does. Knows no files. */
import { FulcrumError } from '../../domain/errors.ts';
import type { ServableAdapter } from '../adapter-source.ts';
import type { LocalChatEngine } from './local-chat-engine.ts';

/**
 * Natural log. Kernels and numbers of threads round differently, and what trained computes in another precision: the further an adapter
 * moves, the more it is off (0.2 where it moved by 16). Another adapter is further off.
 */
const leastTolerance = 0.05;
/** Of what the adapter moved. */
const tolerated = 0.1;

/** Throws `ADAPTER_NOT_SHOWN` where what `adapted` gives is not what the record of the adapter says, or is what its base says. */
export async function checkCanary(
  { hash, canary }: ServableAdapter,
  adapted: Pick<LocalChatEngine, 'scoreLabels'>,
): Promise<void> {
  const { messages, continuations: labels } = canary;
  const request = { messages, sharedMessages: 0, labels };
  const { logProbabilities: found } = await adapted.scoreLabels(request, AbortSignal.timeout(60_000));
  const asRecorded = furthest(found, canary.adapted);
  const fromBase = furthest(found, canary.base);
  const tolerance = Math.max(leastTolerance, tolerated * furthest(canary.adapted, canary.base));
  if (!(asRecorded <= tolerance) || !(fromBase > asRecorded))
    throw new FulcrumError('ADAPTER_NOT_SHOWN', {
      hash: hash.slice(0, 12),
      off: asRecorded.toFixed(3),
      fromBase: fromBase.toFixed(3),
      tolerance: tolerance.toFixed(3),
    });
}

function furthest(found: readonly number[], recorded: readonly number[]): number {
  return Math.max(...recorded.map((value, at) => Math.abs(value - (found[at] ?? Number.NaN))));
}
