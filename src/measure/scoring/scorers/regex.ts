/** 1 when a regular expression matches somewhere in the output, in time linear in the output. */
import { z } from 'zod';
import { linearRegex } from '../../../checks/linear-regex.ts';
import { rightOrWrong } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/** RE2 syntax: no lookaround and no backreferences (see `linearRegex`). Write `^…$` for a match of the whole output. */
export const regex = defineScorerKind({
  kind: 'regex',
  version: 1,
  settings: z.strictObject({
    pattern: z.string().min(1),
    ignoreCase: z.boolean().default(false),
    /** 1 when it does not match. */
    negated: z.boolean().default(false),
  }),
  needsExpected: () => false,
  binary: () => true,
  fromAssertion: (value) => (typeof value === 'string' ? { settings: { pattern: value } } : undefined),
  open({ pattern, ignoreCase, negated }) {
    const matches = linearRegex(pattern, { ignoreCase });
    return ({ answer: { output = '' } }) => rightOrWrong(matches(output) !== negated);
  },
});
