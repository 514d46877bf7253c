import { describe, expect, it } from 'vitest';
import { NearDuplicateIndex } from './near-duplicate-index.ts';
import { jaccard, maxShingles, shingles } from './shingles.ts';

/** Words drawn by a small linear congruential generator: the same on every machine. */
function* words(seed: number): Generator<string> {
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

function texts(count: number, length: number, seed = 1): string[] {
  const source = words(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length }, () => source.next().value as string).join(' '),
  );
}

const brute = (a: string, b: string) => {
  const grams = (text: string) =>
    new Set(Array.from({ length: text.length - 1 }, (_, at) => ` ${text} `.slice(at, at + 4)));
  const [one, two] = [grams(a), grams(b)];
  const common = [...one].filter((gram) => two.has(gram)).length;
  return common / (one.size + two.size - common);
};

describe('shingles', () => {
  it('overlap as the sets of letter 4-grams do', () => {
    const pairs = [
      ['when will i get my card', 'when will i get my new card'],
      ['abc', 'abc'],
      ['night', 'nacht'],
    ] as const;
    for (const [a, b] of pairs) expect(jaccard(shingles(a), shingles(b))).toBeCloseTo(brute(a, b), 10);
    expect(jaccard(shingles('When will I get MY card?!'), shingles('when  will I get my card'))).toBe(1);
    expect(jaccard(shingles('?!'), shingles('?!'))).toBe(0);
  });

  it('estimates the overlap of long texts from samples of bounded size', () => {
    const [a = '', other = ''] = texts(2, 4000);
    const half = a.split(' ');
    const mixed = [...half.slice(0, 3000), ...other.split(' ').slice(0, 1000)].join(' ');
    expect(shingles(a)).toHaveLength(maxShingles);
    expect(Math.abs(jaccard(shingles(a), shingles(mixed)) - brute(a, mixed))).toBeLessThan(0.06);
    // A short text beside a long one.
    const head = half.slice(0, 60).join(' ');
    expect(jaccard(shingles(head), shingles(a))).toBeLessThan(0.1);
  });
});

describe('near-duplicate index', () => {
  /** Replaces one word in `every`. */
  const edited = (text: string, every: number, fill: Generator<string>) =>
    text
      .split(' ')
      .map((word, at) => (at % every === every - 1 ? (fill.next().value as string) : word))
      .join(' ');

  it.each([12, 40, 300])('finds nearly all pairs above the threshold and none below (%i words)', (length) => {
    const threshold = 0.7;
    const originals = texts(400, length);
    const fill = words(99);
    const variants = originals.map((text, at) => edited(text, [3, 6, 12, 24][at % 4] as number, fill));
    const index = new NearDuplicateIndex(threshold);
    for (const text of [...originals, ...variants]) index.add(text);
    const found = new Set<string>();
    for (const cluster of index.clusters()) {
      for (const { a, b, similarity } of index.pairs(cluster, () => true)) {
        expect(similarity).toBeGreaterThanOrEqual(threshold);
        found.add(`${a} ${b}`);
      }
    }
    const wanted = originals.flatMap((text, at) =>
      brute(text, variants[at] as string) >= threshold ? [`${at} ${at + 400}`] : [],
    );
    expect(wanted.length).toBeGreaterThan(80);
    const recall = wanted.filter((pair) => found.has(pair)).length / wanted.length;
    expect(recall).toBeGreaterThanOrEqual(0.99);
    // Precision: whatever is found was verified; samples of long texts may err by a few hundredths.
    for (const pair of found) {
      const [a, b] = pair.split(' ').map((at) => [...originals, ...variants][Number(at)] as string) as [
        string,
        string,
      ];
      expect(brute(a, b)).toBeGreaterThanOrEqual(threshold - 0.06);
    }
  });

  it('stays near-linear on a form letter in thousands of copies', () => {
    const form = texts(1, 30)[0] as string;
    const index = new NearDuplicateIndex(0.7);
    for (let at = 0; at < 5_000; at += 1) index.add(`${form} order ${at}`);
    const start = performance.now();
    const clusters = index.clusters();
    expect(clusters[0]?.length).toBe(5_000);
    let pairs = 0;
    for (const _ of index.pairs(clusters[0] as number[], () => true)) pairs += 1;
    expect(pairs).toBeGreaterThan(5_000);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('does not confuse texts without letters', () => {
    const index = new NearDuplicateIndex(0.7);
    for (const text of ['?', '!', '…']) index.add(text);
    expect(index.clusters()).toEqual([]);
  });
});
