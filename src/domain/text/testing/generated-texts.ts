/** Generated texts and their overlap counted the slow way, for tests. Knows no index. */

/** Words drawn by a small linear congruential generator: the same on every machine. */
export function* words(seed: number): Generator<string> {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (;;) {
    yield Array.from(
      { length: 2 + Math.floor(draw() * 7) },
      () => 'etaoinshrdlcumwfgypbvk'[Math.floor(draw() ** 1.5 * 22)],
    ).join('');
  }
}

export function texts(count: number, length: number, seed = 1): string[] {
  const source = words(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length }, () => source.next().value as string).join(' '),
  );
}

/** Jaccard overlap of letter 4-grams as sets, the slow way; for texts of lower-case letters and single blanks. */
export const bruteOverlap = (a: string, b: string) => {
  const grams = (text: string) =>
    new Set(Array.from({ length: text.length - 1 }, (_, at) => ` ${text} `.slice(at, at + 4)));
  const [one, two] = [grams(a), grams(b)];
  const common = [...one].filter((gram) => two.has(gram)).length;
  return common / (one.size + two.size - common);
};
