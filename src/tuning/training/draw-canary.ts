/** What an adapter is asked, to show that it is the one that was trained: one prompt, and a few ways to go on. Asks nobody. */
import type { Message } from '../../domain/case.ts';

export interface CanaryQuestion {
  readonly messages: readonly Message[];
  readonly continuations: readonly string[];
}

const mostContinuations = 4;
/** Long ones add up what engines round differently. */
const longest = 32;

/** The first prompt, and the beginnings of the first outputs that are no beginning of each other. */
export function drawCanary(
  prompts: readonly (readonly Message[])[],
  outputs: readonly string[],
): CanaryQuestion {
  const continuations: string[] = [];
  for (const output of outputs) {
    if (continuations.length === mostContinuations) break;
    const text = beginning(output.trim());
    const isNew = continuations.every((other) => !other.startsWith(text) && !text.startsWith(other));
    if (text !== '' && isNew) continuations.push(text);
  }
  return { messages: prompts[0] ?? [], continuations };
}

/** Whole words, where there are any within the length. */
function beginning(text: string): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space) : cut;
}
