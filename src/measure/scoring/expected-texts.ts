/** The texts that would each be a right answer to a case. Knows nothing of how they are compared. */
import type { Expected } from '../../domain/case.ts';
import type { ScoreValue } from '../../domain/score.ts';
import { unscored } from './score-value.ts';

/** `undefined` when the expectation is no text: an object, an array or tool calls. JSON scalars stand as they would be written. */
export function expectedTexts(expected: Expected | undefined): readonly string[] | undefined {
  switch (expected?.kind) {
    case 'text':
      return [expected.text];
    case 'label':
      return [expected.label];
    case 'accepted':
      return expected.answers;
    case 'json':
      return expected.value !== null && typeof expected.value === 'object'
        ? undefined
        : [String(expected.value)];
    default:
      return undefined;
  }
}

/** Scores against the expected texts; unscored when there are none. */
export function againstExpectedTexts(
  expected: Expected | undefined,
  score: (texts: readonly string[]) => ScoreValue,
): ScoreValue {
  const texts = expectedTexts(expected);
  if (texts === undefined)
    return unscored(`a text is needed to compare with, the case expects ${expected?.kind}`);
  if (texts.length === 0) return unscored('the list of accepted answers is empty');
  return score(texts);
}

/** The reading of an assertion whose value is a text, a number or a list of texts. */
export function textsFromAssertion(value: unknown): { readonly expected: Expected } | undefined {
  if (typeof value === 'string') return { expected: { kind: 'text', text: value } };
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { expected: { kind: 'text', text: String(value) } };
  }
  if (Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === 'string')) {
    return { expected: { kind: 'accepted', answers: value } };
  }
  return undefined;
}
