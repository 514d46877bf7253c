/**
 * A corpus made up from a seed, to be searched as users who may read part of it: vectors of topics, documents and chunks in 384 dimensions,
 * words by Zipf's law. Knows no search.
 */
import type { DocumentToStore, FoundPassage } from '../../src/domain/ports/corpus-store.ts';
import { createRandom } from '../../src/measure/stats/random.ts';
import { documentOf, unitVector } from '../../src/store/testing/corpus-documents.ts';

export const dimensions = 384;
const chunksPerDocument = 10;
const wordsPerChunk = 150;
const topicCount = 200;
const vocabulary = 30_000;

/** Who sees what: shares spread over all topics, and, as departments do, some of the topics as a whole. */
const shares = [0.001, 0.01, 0.1, 0.5, 1];
const topicShares = [0.1, 0.5];
const groupOf = (share: number) => `${share * 100} % of the documents`;
const topicGroupOf = (share: number) => `${share * 100} % of the topics`;
/** Sees all. */
export const everybody = groupOf(1);
export const madeUpGroups = [...shares.map(groupOf), ...topicShares.map(topicGroupOf)];

export interface MadeUpChunk {
  readonly key: string;
  readonly vector: Float32Array;
  readonly text: string;
  readonly readers: readonly string[];
}

export interface MadeUpCorpus {
  readonly documents: readonly DocumentToStore[];
  readonly chunks: readonly MadeUpChunk[];
  /** Near some chunk. */
  queryVector(): Float32Array;
  sentence(words: number): string;
  /** Keys of the nearest that the group may see. */
  exactNearest(query: Float32Array, group: string, limit: number): Set<string>;
}

export function keyOf({ passage }: FoundPassage): string {
  return `${passage.document} ${passage.text.slice(passage.text.lastIndexOf('number') + 6)}`;
}

export function madeUpCorpus(chunkCount: number): MadeUpCorpus {
  const random = createRandom(20_261_121).next;
  const sentence = sentencesByZipf(random);
  /** What `unitVector` adds has a length of about 20: documents lie near their topics, chunks nearer to their documents. */
  const near = (centre: Float32Array, closeness: number) =>
    unitVector(
      random,
      dimensions,
      centre.map((number) => number * closeness),
    );
  const topics = Array.from({ length: topicCount }, () => unitVector(random, dimensions));
  const chunks: MadeUpChunk[] = [];

  function makeDocument(n: number): DocumentToStore {
    const readers = readersOf(n);
    const centre = near(topics[n % topicCount] as Float32Array, 20);
    const vectors = Array.from({ length: chunksPerDocument }, () => near(centre, 30));
    const name = `folder ${n % 50}/document ${n}.md`;
    const lines = vectors.map((vector, index) => {
      const text = `${sentence(wordsPerChunk)} number${index}`;
      chunks.push({ key: `${name} ${index}`, vector, text, readers });
      return text;
    });
    return documentOf(name, readers, lines, { vectors });
  }

  const documents = Array.from({ length: chunkCount / chunksPerDocument }, (_, n) => makeDocument(n));
  return {
    documents,
    chunks,
    queryVector: () => near((chunks[Math.floor(random() * chunks.length)] as MadeUpChunk).vector, 25),
    sentence,
    exactNearest: (query, group, limit) => exactNearest(chunks, query, group, limit),
  };
}

/** Of every thousand documents one, spread over the topics, has the rarest readers, ten the next, and so on; each has a group of its department besides. */
function readersOf(n: number): string[] {
  const place = (n * 387) % 1_000;
  return [
    ...shares.filter((share) => place < share * 1_000).map(groupOf),
    ...topicShares.filter((share) => n % topicCount < share * topicCount).map(topicGroupOf),
    `department ${n % 400}`,
  ];
}

/** Words by Zipf's law, without the first, which real text has as stop words. */
function sentencesByZipf(random: () => number): (words: number) => string {
  const weights = new Float64Array(vocabulary);
  for (let n = 0; n < vocabulary; n++) weights[n] = (weights[n - 1] ?? 0) + 1 / (n + 50);
  const word = () => {
    const at = random() * (weights.at(-1) as number);
    let [low, high] = [0, vocabulary - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((weights[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (words) => Array.from({ length: words }, () => spell(word())).join(' ');
}

function spell(n: number): string {
  return `${'bcdfghjklmnprstvz'[n % 17]}${'aeiou'[n % 5]}${'bcdfghjklmnprstvz'[(n >> 4) % 17]}${n.toString(36)}`;
}

function exactNearest(
  chunks: readonly MadeUpChunk[],
  query: Float32Array,
  group: string,
  limit: number,
): Set<string> {
  const scores = chunks
    .filter(({ readers }) => readers.includes(group))
    .map(({ key, vector }) => {
      let score = 0;
      for (let i = 0; i < dimensions; i++) score += (vector[i] as number) * (query[i] as number);
      return { key, score };
    });
  return new Set(
    scores
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ key }) => key),
  );
}
