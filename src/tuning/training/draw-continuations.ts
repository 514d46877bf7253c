/** How an answer may go on, for an adapter to show by its likelihoods that it is the one that was trained. Asks nobody. */

const most = 4;
/** Long ones add up what engines round differently. */
const longest = 32;

/** The beginnings of the first outputs that are no beginning of each other: at least one where an output has words. */
export function drawContinuations(outputs: readonly string[]): readonly string[] {
  const drawn: string[] = [];
  for (const output of outputs) {
    if (drawn.length === most) break;
    const text = beginning(output.trim());
    const isNew = drawn.every((other) => !other.startsWith(text) && !text.startsWith(other));
    if (text !== '' && isNew) drawn.push(text);
  }
  return drawn;
}

/** Whole words, where there are any within the length. */
function beginning(text: string): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space) : cut;
}
