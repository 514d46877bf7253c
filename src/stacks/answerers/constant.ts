/** The answerer that always says the same: the majority line. */
import { noTokens } from '../../domain/usage.ts';
import type { AnswererKind } from '../answerer-kind.ts';

export const constantAnswerer: AnswererKind<'constant'> = {
  kind: 'constant',
  open: async ({ output }) => ({
    maxConcurrency: 64,
    prefixState: 'no prompt',
    answer: async () => ({ output, finish: 'stop', usage: noTokens }),
  }),
};
