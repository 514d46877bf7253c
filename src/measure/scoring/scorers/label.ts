/** 1 when the output is the expected label. The stack has read the label already; nothing is guessed here. */
import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { classifiedPair } from '../classified-pair.ts';
import { rightOrWrong, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * The output is read exactly, up to blanks around it. One that is none of `labels` is wrong and marked `contractViolation`, so that a stack
 * that does not answer in labels can be told from one that confuses them. An expected label outside `labels` is a fault of the case: unscored.
 */
export const label = defineScorerKind({
  kind: 'label',
  version: 1,
  settings: z.strictObject({
    /** The labels of the contract; without them no output is a violation. */
    labels: z.array(z.string()).min(1).optional(),
  }),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion: (value) =>
    typeof value === 'string' ? { expected: { kind: 'label', label: value } } : undefined,
  open({ labels }) {
    const known = labels && new Set(labels);
    return (subject) => {
      const pair = classifiedPair(subject.case, subject.answer);
      if (pair === undefined)
        return unscored(`a label is needed, the case expects ${subject.case.expected?.kind}`);
      const { expected, got = '' } = pair;
      if (known?.has(expected) === false) {
        return unscored(`the expected label "${excerpt(expected)}" is not in the contract`);
      }
      const violates = known?.has(got) === false;
      const metadata: Json = {
        expected,
        got: got === expected ? got : excerpt(got),
        ...(violates && { contractViolation: true }),
      };
      return rightOrWrong(got === expected, metadata);
    };
  },
});
