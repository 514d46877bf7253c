/** 1 when the answer abstains exactly where the case expects it. Does not know whether an answer that was given is right. */
import { z } from 'zod';
import { abstains } from '../../../checks/abstention.ts';
import type { Expected } from '../../../domain/case.ts';
import { excerpt } from '../../../domain/text/excerpt.ts';
import { rightOrWrong, scored, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';

/**
 * A case expects an abstention when its expected answer is one: the agreed sentence, or a JSON reply that says it and names no source. Precision
 * and recall over many cases come from `detection`. An empty output is no abstention and never right.
 */
export const abstention = defineScorerKind({
  kind: 'abstention',
  version: 1,
  settings: z.strictObject({
    /** The sentence agreed for having no answer. */
    sentence: z.string().min(1),
  }),
  needsExpected: () => true,
  binary: () => true,
  scoresAbstentions: true,
  fromAssertion: (value) => (typeof value === 'string' ? { settings: { sentence: value } } : undefined),
  open:
    ({ sentence }) =>
    ({ case: { expected }, answer: { output = '', abstained } }) => {
      const wanted = expectedReplies(expected);
      if (wanted === undefined)
        return unscored(
          `an answer in words is needed to tell whether one is expected, the case expects ${expected?.kind}`,
        );
      const detection = {
        expected: wanted.some((reply) => abstains(reply, sentence)),
        found: abstained !== undefined || abstains(output, sentence),
      };
      if (abstained === undefined && output.trim() === '')
        return { ...scored(0, { problem: 'the output is empty' }), detection };
      const metadata = { ...detection, got: excerpt(output) };
      return { ...rightOrWrong(detection.expected === detection.found, metadata), detection };
    },
});

/** `undefined` when the expectation does not say what would be answered. */
function expectedReplies(expected: Expected | undefined): readonly string[] | undefined {
  switch (expected?.kind) {
    case 'text':
      return [expected.text];
    case 'accepted':
      return expected.answers;
    case 'json': {
      const { value } = expected;
      const isReply = typeof value === 'object' && value !== null && 'answer' in value;
      return isReply ? [JSON.stringify(value)] : undefined;
    }
    default:
      return undefined;
  }
}
