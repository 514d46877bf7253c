/** The answerer that replays answers recorded elsewhere, by case id: what a team already runs, as a stack. */
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import type { AnswererKind } from '../answerer-kind.ts';

export const recordedAnswersKind = 'recorded-answers';

const schema = z.object({
  /** The file they were read from, for messages. */
  source: z.string(),
  answers: z.array(
    z.object({
      id: z.string(),
      output: z.string(),
      latencyMs: z.number().nonnegative().optional(),
      costUsd: z.number().nonnegative().optional(),
    }),
  ),
});

export type RecordedAnswers = z.infer<typeof schema>;

export const recordedAnswerer: AnswererKind<'recorded'> = {
  kind: 'recorded',
  async open({ answers }, _spec, parts) {
    const recorded = schema.parse(await parts.artefacts.get(answers));
    const byId = new Map(recorded.answers.map((a) => [a.id, a]));
    return {
      maxConcurrency: 64,
      prefixState: 'as recorded',
      async answer(_input, { caseId }) {
        const found = caseId === undefined ? undefined : byId.get(caseId);
        if (found === undefined) {
          throw new FulcrumError('RECORDED_ANSWER_MISSING', {
            id: caseId ?? '(none)',
            source: recorded.source,
          });
        }
        const { output, latencyMs, costUsd } = found;
        const elsewhere = {
          ...(latencyMs !== undefined && { latencyMs }),
          ...(costUsd !== undefined && { costUsd }),
        };
        return { output, finish: 'stop', elsewhere };
      },
    };
  },
};
