/** What a judge is shown, fenced so that none of it can pose as the judge's instructions. Knows nothing of what it is. */
import { defuse, fence } from '../prompt/fence.ts';

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
