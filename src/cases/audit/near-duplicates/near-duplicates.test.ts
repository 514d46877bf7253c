import { describe, expect, it } from 'vitest';
import { bruteOverlap, texts, words } from '../../../domain/text/testing/generated-texts.ts';
import { NearDuplicateIndex } from './near-duplicate-index.ts';

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
      bruteOverlap(text, variants[at] as string) >= threshold ? [`${at} ${at + 400}`] : [],
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
      expect(bruteOverlap(a, b)).toBeGreaterThanOrEqual(threshold - 0.06);
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
