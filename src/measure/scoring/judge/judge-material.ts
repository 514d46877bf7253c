/** What a judge is shown of a case and its answer, fenced so that none of it can pose as the judge's instructions. Knows no rubric. */
import { defuse, fence } from '../../../stacks/prompt/fence.ts';
import { expectedTexts } from '../expected-texts.ts';
import type { ScoringSubject } from '../scorer.ts';

/** Longer material is not judged: a judge that reads half of an answer is no judge of it. */
const maxCharacters = 100_000;

/** Each text in its own fence; no text can open or close the fence of another. `undefined` when together they are too long. */
export function judgeMaterial(parts: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(parts);
  if (entries.reduce((sum, [, text]) => sum + text.length, 0) > maxCharacters) return undefined;
  return entries
    .map(([tag, text]) => {
      const defused = entries.reduce(
        (t, [other]) => (other === tag ? t : defuse(other, t)),
        text.toWellFormed(),
      );
      return fence(tag, defused);
    })
    .join('\n\n');
}

/** The expected answer as the judge reads it: accepted answers one per line, JSON as JSON. */
export function referenceText({ case: { expected } }: ScoringSubject): string | undefined {
  if (expected?.kind === 'tool-calls') return JSON.stringify(expected.calls);
  if (expected?.kind === 'json') return JSON.stringify(expected.value);
  return expectedTexts(expected)?.join('\n');
}

/** What was answered: text, or the tool calls when there is none. */
export function answerText({ answer: { output = '', toolCalls = [] } }: ScoringSubject): string {
  return output === '' && toolCalls.length > 0 ? JSON.stringify(toolCalls) : output;
}
