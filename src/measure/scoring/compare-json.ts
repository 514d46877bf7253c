/** Compares two JSON values leaf by leaf and counts per field. Knows nothing of scores or of where the values come from. */
import { canonicalJson } from '../../domain/content-hash.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { countItems, overlap } from './text/multiset.ts';

export interface FieldCounts {
  expected: number;
  got: number;
  right: number;
}

/** Counts by path (`slots[].name`), in order of appearance. */
export type FieldTally = ReadonlyMap<string, FieldCounts>;

/** The most element pairs that are weighed against each other to pair two arrays of objects; beyond it, elements pair by position. */
const maxPairsWeighed = 10_000;

/**
 * A leaf is a scalar, an empty object or an empty array. Fields compare by name. Arrays compare as multisets: equal elements pair first, then
 * objects by how many leaves they share, most first, so that swapped values of two objects are two errors.
 * `form` maps scalars to what is compared.
 */
export function compareJson(expected: Json, got: Json, form: (scalar: Json) => Json = (s) => s): FieldTally {
  const tally = new Map<string, FieldCounts>();
  new Comparison(tally, form).compare(expected, got, '');
  return tally;
}

type Side = 'expected' | 'got';

class Comparison {
  readonly #tally: Map<string, FieldCounts>;
  readonly #form: (scalar: Json) => Json;

  constructor(tally: Map<string, FieldCounts>, form: (scalar: Json) => Json) {
    this.#tally = tally;
    this.#form = form;
  }

  compare(expected: Json, got: Json, path: string): void {
    if (isFilledArray(expected) && isFilledArray(got)) {
      this.#compareArrays(expected, got, `${path}[]`);
    } else if (isFilledObject(expected) && isFilledObject(got)) {
      for (const [name, value] of Object.entries(expected)) {
        if (Object.hasOwn(got, name)) this.compare(value, got[name] as Json, join(path, name));
        else this.#count(value, join(path, name), 'expected');
      }
      for (const [name, value] of Object.entries(got)) {
        if (!Object.hasOwn(expected, name)) this.#count(value, join(path, name), 'got');
      }
    } else {
      this.#count(expected, path, 'expected');
      this.#count(got, path, 'got');
      if (isLeaf(expected) && isLeaf(got) && this.#key(expected) === this.#key(got)) this.#at(path).right++;
    }
  }

  #compareArrays(expected: readonly Json[], got: readonly Json[], path: string): void {
    const left = this.#pairEqual(expected, got, path);
    for (const [e, g] of this.#pairSimilar(left.expected, left.got)) {
      if (e !== undefined && g !== undefined) this.compare(e, g, path);
      else if (e !== undefined) this.#count(e, path, 'expected');
      else if (g !== undefined) this.#count(g, path, 'got');
    }
  }

  /** Compares the elements that occur on both sides; returns the others. */
  #pairEqual(expected: readonly Json[], got: readonly Json[], path: string): Record<Side, Json[]> {
    const available = countItems(got.map((g) => this.#key(g)));
    const taken = new Map<string, number>();
    const restExpected = expected.filter((e) => {
      const key = this.#key(e);
      const count = taken.get(key) ?? 0;
      if (count >= (available.get(key) ?? 0)) return true;
      taken.set(key, count + 1);
      this.compare(e, e, path);
      return false;
    });
    const restGot = got.filter((g) => {
      const key = this.#key(g);
      const count = taken.get(key) ?? 0;
      if (count === 0) return true;
      taken.set(key, count - 1);
      return false;
    });
    return { expected: restExpected, got: restGot };
  }

  /** Pairs what shares most leaves first; what shares none pairs with nothing. */
  #pairSimilar(expected: readonly Json[], got: readonly Json[]): [Json | undefined, Json | undefined][] {
    if (expected.length * got.length > maxPairsWeighed) {
      return Array.from({ length: Math.max(expected.length, got.length) }, (_, i) => [expected[i], got[i]]);
    }
    const leavesOfGot = got.map((g) => countItems(this.#leaves(g, '')));
    const weighed = expected.flatMap((e, i) => {
      const leaves = countItems(this.#leaves(e, ''));
      return leavesOfGot.map((other, j) => ({ i, j, shared: overlap(leaves, other) }));
    });
    weighed.sort((a, b) => b.shared - a.shared || a.i - b.i || a.j - b.j);
    const freeExpected = new Set(expected.keys());
    const freeGot = new Set(got.keys());
    const pairs: [Json | undefined, Json | undefined][] = [];
    for (const { i, j, shared } of weighed) {
      if (shared === 0 || !freeExpected.has(i) || !freeGot.has(j)) continue;
      freeExpected.delete(i);
      freeGot.delete(j);
      pairs.push([expected[i], got[j]]);
    }
    for (const i of freeExpected) pairs.push([expected[i], undefined]);
    for (const j of freeGot) pairs.push([undefined, got[j]]);
    return pairs;
  }

  #count(value: Json, path: string, side: Side): void {
    if (isFilledArray(value)) for (const item of value) this.#count(item, `${path}[]`, side);
    else if (isFilledObject(value)) {
      for (const [name, child] of Object.entries(value)) this.#count(child, join(path, name), side);
    } else this.#at(path)[side]++;
  }

  *#leaves(value: Json, path: string): Generator<string> {
    if (isFilledArray(value)) for (const item of value) yield* this.#leaves(item, `${path}[]`);
    else if (isFilledObject(value)) {
      for (const [name, child] of Object.entries(value)) yield* this.#leaves(child, join(path, name));
    } else yield `${path}=${this.#key(value)}`;
  }

  /** Equal for values that count as equal. */
  #key(value: Json): string {
    return canonicalJson(mapScalars(value, this.#form));
  }

  #at(path: string): FieldCounts {
    const found = this.#tally.get(path);
    if (found !== undefined) return found;
    const made = { expected: 0, got: 0, right: 0 };
    this.#tally.set(path, made);
    return made;
  }
}

function mapScalars(value: Json, form: (scalar: Json) => Json): Json {
  if (value === null || typeof value !== 'object') return form(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((v) => mapScalars(v, form));
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, mapScalars(v, form)]));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isFilledArray(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0;
}

function isFilledObject(value: Json): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function isLeaf(value: Json): boolean {
  return !isFilledArray(value) && !isFilledObject(value);
}
