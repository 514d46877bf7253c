/** 1 when the answer cost at most so many US dollars. Knows no prices. */
import { z } from 'zod';
import { rightOrWrong, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

export const cost = defineScorerKind({
  kind: 'cost',
  version: 1,
  settings: z.strictObject({ maxUsd: z.number().min(0) }),
  needsExpected: () => false,
  binary: () => true,
  fromAssertion: (value) => (typeof value === 'number' ? { settings: { maxUsd: value } } : undefined),
  open:
    ({ maxUsd }) =>
    ({ answer: { costUsd } }) =>
      costUsd === undefined ? unscored('the cost is unknown') : rightOrWrong(costUsd <= maxUsd),
});
