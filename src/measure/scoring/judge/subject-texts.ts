/** A case and its answer as a judge reads them. Knows no judge and no rubric. */
import { expectedTexts } from '../expected-texts.ts';
import type { ScoringSubject } from '../scorer.ts';

/** The expected answer: accepted answers one per line, JSON as JSON. */
export function referenceText({ case: { expected } }: ScoringSubject): string | undefined {
  if (expected?.kind === 'tool-calls') return JSON.stringify(expected.calls);
  if (expected?.kind === 'json') return JSON.stringify(expected.value);
  return expectedTexts(expected)?.join('\n');
}

/** What was answered: text, or the tool calls when there is none. */
export function answerText({ answer: { output = '', toolCalls = [] } }: ScoringSubject): string {
  return output === '' && toolCalls.length > 0 ? JSON.stringify(toolCalls) : output;
}
