/** 1 when the answer took at most so many milliseconds of service time. Under which load is not its concern. */
import { z } from 'zod';
import { rightOrWrong, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

export const latency = defineScorerKind({
  kind: 'latency',
  version: 1,
  settings: z.strictObject({ maxMs: z.number().positive() }),
  needsExpected: () => false,
  binary: () => true,
  fromAssertion: (value) => (typeof value === 'number' ? { settings: { maxMs: value } } : undefined),
  open:
    ({ maxMs }) =>
    ({ answer: { latencyMs } }) =>
      latencyMs === undefined ? unscored('the latency is unknown') : rightOrWrong(latencyMs <= maxMs),
});
