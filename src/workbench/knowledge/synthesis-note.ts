/** What is said of questions whose answers are spread over many documents, and what to do about them. Notices none. */
import type { SynthesisCount } from '../../levers/summarise-then-combine/count-synthesis.ts';

export const synthesisNote =
  'This question seems to need many documents put together; passages show a part. `fulcrum ask --combine` summarises each document on its own and combines the notes.';

export const synthesisAdvice =
  'The lever `summarise-then-combine`, put under `levers`, takes notes on each document and combines them for such questions; `fulcrum ask --combine` does so for one.';

/** `undefined` where no question seems to. */
export function synthesisWarning({ questions, needing }: SynthesisCount): string | undefined {
  if (needing.length === 0) return undefined;
  const share = ((100 * needing.length) / questions).toFixed(1);
  return `${needing.length} of ${questions} questions (${share} %) seem to need many documents put together, as in "compare across all products". Retrieval shows a few passages and falls short there.`;
}
