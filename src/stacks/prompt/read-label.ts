/** Reads which label a free text answer means. Knows nothing of models. */

/**
 * The label that the text is, up to case, surrounding blanks, quotes and punctuation; else the label that alone stands in it as whole words.
 * `undefined` when none or several do: an answer nobody can read is not guessed.
 */
export function readLabel(text: string, labels: readonly string[]): string | undefined {
  const bare = strip(text);
  const same = labels.find((label) => strip(label) === bare);
  if (same !== undefined) return same;
  const padded = ` ${separate(text)} `;
  const named = labels.filter((label) => padded.includes(` ${separate(label)} `));
  const longest = named.filter(
    (label) =>
      !named.some((other) => other !== label && ` ${separate(other)} `.includes(` ${separate(label)} `)),
  );
  return longest.length === 1 ? longest[0] : undefined;
}

function strip(text: string): string {
  return text.toLowerCase().replace(/^[\s\p{P}`]+|[\s\p{P}`]+$/gu, '');
}

/** Words and the marks inside labels (`card_arrival`, `goods-in`), single-spaced. */
function separate(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim();
}
