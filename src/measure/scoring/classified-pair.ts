/** Reads expected and given label of one answered case, as the label scorer and the classification report both see them. */
import type { Answer } from '../../domain/answer.ts';
import type { Case } from '../../domain/case.ts';
import type { ClassifiedPair } from './classification-report.ts';

/** The output counts up to blanks around it; without one `got` is absent. `undefined` when the case expects neither label nor text. */
export function classifiedPair(
  { expected }: Pick<Case, 'expected'>,
  { output, abstained }: Pick<Answer, 'output' | 'abstained'>,
): ClassifiedPair | undefined {
  const want =
    expected?.kind === 'label' ? expected.label : expected?.kind === 'text' ? expected.text : undefined;
  if (want === undefined) return undefined;
  return abstained ? { expected: want } : { expected: want, got: (output ?? '').trim() };
}
