/** An embedding for tests that caches by text and counts: texts that share words are near each other. Knows no model. */
import type { EmbedTexts } from '../sync/storing-pipeline.ts';

const dimensions = 64;

export interface CountingEmbedder {
  readonly embed: EmbedTexts;
  /** Each text that was not in the cache, in order. */
  readonly embedded: string[];
  /** Texts per call. */
  readonly calls: number[];
}

export function countingEmbedder(): CountingEmbedder {
  const cache = new Map<string, Float32Array>();
  const embedded: string[] = [];
  const calls: number[] = [];
  return {
    embedded,
    calls,
    async embed(texts, signal) {
      signal.throwIfAborted();
      calls.push(texts.length);
      const missing = [...new Set(texts)].filter((text) => !cache.has(text));
      for (const text of missing) cache.set(text, wordVector(text));
      embedded.push(...missing);
      return { vectors: texts.map((text) => cache.get(text) as Float32Array), embedded: missing.length };
    },
  };
}

/** Unit length; word counts, each word at a place of its own or nearly so. */
export function wordVector(text: string): Float32Array {
  const counts = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let place = 7;
    for (const letter of word) place = (place * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
    counts[place % dimensions] = (counts[place % dimensions] ?? 0) + 1;
  }
  const length = Math.hypot(...counts);
  return counts.map((count) => count / length);
}
