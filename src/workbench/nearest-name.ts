/** What a misspelt name may have meant, for whoever shows it. Knows not what the names are of. */
import { editDistance, nearest } from '../cases/nearest.ts';

const mostEdits = 2;

/** `undefined` where none is within two letters. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const name = nearest(text, names);
  return name !== undefined && editDistance(text.toLowerCase(), name.toLowerCase()) <= mostEdits
    ? name
    : undefined;
}
