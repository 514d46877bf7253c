/** Finds sets that overlap by more than a threshold, in near-linear time. Holds hashed shingles, no texts. */

import { bandKeys, bands } from '../../../domain/text/min-hash.ts';
import { jaccard, shingles } from '../../../domain/text/shingles.ts';
import { GrowingArray } from '../../growing-array.ts';

/** Least overlap that makes two short texts, as cases are, near-duplicates where nobody says otherwise. */
export const nearDuplicateOverlap = 0.7;

/** Of one bucket so many distinct texts are compared with a newcomer; a form letter in a million copies stays linear. */
const maxLeaders = 16;
/** Of one cluster so many pairs are looked at when pairs are asked for. */
const maxPairsPerMember = 64;

export interface SimilarPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** About 4 bytes a character and 100 bytes a text, at most 2.1 kB a text. Add each distinct text once. */
export class NearDuplicateIndex {
  readonly #threshold: number;
  readonly #sets: Uint32Array[] = [];
  readonly #keys: GrowingArray[] = Array.from({ length: bands }, () => new GrowingArray());

  /** Least overlap (Jaccard, in (0, 1]) of two texts that count as near-duplicates. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The text's number, from 0. */
  add(text: string): number {
    const set = shingles(text);
    const keys = bandKeys(set);
    // A text without letters is like no other: its keys must be its own.
    for (const [band, array] of this.#keys.entries()) array.push(keys[band] ?? this.#sets.length);
    this.#sets.push(set);
    return this.#sets.length - 1;
  }

  similarity(a: number, b: number): number {
    return jaccard(this.#sets[a] as Uint32Array, this.#sets[b] as Uint32Array);
  }

  /** Groups of two and more in which each member overlaps with at least one other, in order of their first. */
  clusters(): number[][] {
    const parent = Uint32Array.from(this.#sets, (_, at) => at);
    const root = (start: number): number => {
      let at = start;
      while (parent[at] !== at) {
        parent[at] = parent[parent[at] as number] as number;
        at = parent[at] as number;
      }
      return at;
    };
    for (const keys of this.#keys) this.#joinBand(keys, parent, root);
    const members = new Map<number, number[]>();
    for (let at = 0; at < parent.length; at += 1) {
      const first = root(at);
      if (first === at && !members.has(at)) members.set(at, [at]);
      else members.get(first)?.push(at);
    }
    return [...members.values()].filter((cluster) => cluster.length > 1);
  }

  #joinBand(keys: GrowingArray, parent: Uint32Array, root: (at: number) => number): void {
    const order = Uint32Array.from(this.#sets, (_, at) => at).sort(
      (a, b) => keys.at(a) - keys.at(b) || a - b,
    );
    let leaders: number[] = [];
    let key = -1;
    for (const at of order) {
      if (keys.at(at) !== key) {
        key = keys.at(at);
        leaders = [];
      }
      const similar = leaders.find(
        (leader) => root(leader) === root(at) || this.similarity(leader, at) >= this.#threshold,
      );
      if (similar === undefined) {
        if (leaders.length === maxLeaders) leaders.shift();
        leaders.push(at);
      } else {
        const [a, b] = [root(similar), root(at)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }

  /** The pairs of one cluster that overlap directly and that `wanted` asks for. */
  *pairs(cluster: readonly number[], wanted: (a: number, b: number) => boolean): Generator<SimilarPair> {
    for (const [at, a] of cluster.entries()) {
      let looked = 0;
      for (let next = at + 1; next < cluster.length && looked < maxPairsPerMember; next += 1) {
        const b = cluster[next] as number;
        if (!wanted(a, b)) continue;
        looked += 1;
        const similarity = this.similarity(a, b);
        if (similarity >= this.#threshold) yield { a, b, similarity };
      }
    }
  }
}
