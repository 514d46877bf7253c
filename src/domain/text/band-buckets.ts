/** Keeps shingle sets by their MinHash bands, so that a newcomer meets those it may be like and not all. Does not know when two are alike. */
import { bandKeys } from './min-hash.ts';

/** Of one bucket of alike texts so many are compared with a newcomer. */
const mostCompared = 8;

export class BandBuckets<T extends { readonly set: Uint32Array }> {
  readonly #buckets = new Map<string, T[]>();

  /**
   * One kept before that shares a band with the newcomer and is like it; `undefined`, and the newcomer is kept, where there is none. Those of
   * different scopes never meet.
   */
  findOrKeep(newcomer: T, isAlike: (kept: T) => boolean, scope = ''): T | undefined {
    const keys = [...bandKeys(newcomer.set)].map((key, band) => `${band} ${key} ${scope}`);
    for (const key of keys) {
      const alike = this.#buckets.get(key)?.find(isAlike);
      if (alike !== undefined) return alike;
    }
    for (const key of keys) {
      const bucket = this.#buckets.get(key) ?? [];
      if (bucket.length < mostCompared) bucket.push(newcomer);
      this.#buckets.set(key, bucket);
    }
    return undefined;
  }
}
