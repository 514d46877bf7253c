/** The output that a right answer to a training case would be, for examples and training data. */
import type { Case } from '../domain/case.ts';

/** `undefined` when the case expects nothing that can be written down as one text. */
export function expectedOutput({ expected }: Pick<Case, 'expected'>): string | undefined {
  switch (expected?.kind) {
    case 'text':
      return expected.text;
    case 'label':
      return expected.label;
    case 'accepted':
      return expected.answers[0];
    case 'json':
      return JSON.stringify(expected.value);
    default:
      return undefined;
  }
}
