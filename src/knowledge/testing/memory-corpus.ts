/** A corpus in memory for tests: exact cosine, BM25 over what the groups may read, and the rules of the port. Knows no database. */
import { contentHash } from '../../domain/content-hash.ts';
import type {
  ChunkQuery,
  Corpus,
  CorpusSettings,
  CorpusStore,
  DocumentToStore,
  FoundPassage,
  StoredDocument,
} from '../../domain/ports/corpus-store.ts';
import { embeddedText } from '../chunks/embedded-text.ts';

/** The usual parameters of BM25. */
const k1 = 1.2;
const b = 0.75;

interface Row extends Omit<FoundPassage, 'score'> {
  readonly words: ReadonlyMap<string, number>;
  readonly length: number;
  readonly vector?: Float32Array;
}

interface Held {
  readonly document: StoredDocument;
  readonly text: string;
  readonly rows: readonly Row[];
  readonly given: DocumentToStore;
}

export function memoryCorpusStore(): CorpusStore {
  const corpora = new Map<string, { readonly name: string; readonly corpus: Corpus }>();
  const keyOf = (name: string, settings: CorpusSettings) => contentHash([name, settings]);
  return {
    async open(name, settings) {
      const key = keyOf(name, settings);
      const { corpus } = corpora.get(key) ?? { corpus: memoryCorpus(settings) };
      corpora.set(key, { name, corpus });
      return corpus;
    },
    async list(name) {
      const own = [...corpora.values()].filter((one) => one.name === name);
      return Promise.all(
        own.map(async ({ corpus }) => {
          const documents = await corpus.documents();
          const chunks = documents.reduce((sum, { chunkCount }) => sum + chunkCount, 0);
          return { settings: corpus.settings, documents: documents.length, chunks };
        }),
      );
    },
    async remove(name, settings) {
      corpora.delete(keyOf(name, settings));
    },
  };
}

export function memoryCorpus(settings: CorpusSettings = { chunking: {} }): Corpus {
  const held = new Map<string, Held>();
  const sorted = () => [...held.values()].sort((x, y) => (x.document.name < y.document.name ? -1 : 1));
  const visible = (query: ChunkQuery) =>
    sorted()
      .filter(({ document }) => isVisible(document, query))
      .flatMap(({ rows }) => rows);
  const readable = (name: string, groups: readonly string[]) => {
    const found = held.get(name);
    return found?.document.readers.some((reader) => groups.includes(reader)) ? found : undefined;
  };
  return {
    settings,
    lexicalRanking: 'bm25',
    rowSecurity: false,
    documents: async () => sorted().map(({ document }) => document),
    async put(given) {
      held.set(given.name, hold(given, settings));
    },
    async rename(from, to, readers) {
      const found = held.get(from);
      if (found === undefined) return;
      held.delete(from);
      held.set(to, hold({ ...found.given, name: to, readers }, settings));
    },
    async setReaders(name, readers) {
      const found = held.get(name);
      if (found !== undefined) held.set(name, hold({ ...found.given, readers }, settings));
    },
    async remove(names) {
      for (const name of names) held.delete(name);
    },
    optimise: async () => {},
    async version() {
      const documents = sorted();
      return {
        content: contentHash([
          settings,
          documents.map(({ document: { readers: _, ...rest }, text }) => [rest, text]),
        ]),
        permissions: contentHash(documents.map(({ document }) => [document.name, document.readers])),
      };
    },
    searchWords: async (text, query) => best(wordScores(text, visible(query)), query.limit),
    async searchVectors(vector, query) {
      const found = visible(query).flatMap((row) =>
        row.vector === undefined ? [] : [scored(row, dot(row.vector, vector))],
      );
      return best(found, query.limit);
    },
    readPassage: async (document, index, groups) => readable(document, groups)?.rows[index]?.passage,
    readText: async (document, { start, end }, groups) => readable(document, groups)?.text.slice(start, end),
  };
}

function hold(given: DocumentToStore, settings: CorpusSettings): Held {
  const { text, chunks, ...described } = given;
  const rows = chunks.map(({ chunk, vector }): Row => {
    if ((vector === undefined) !== (settings.embedding === undefined))
      throw new Error('a corpus with an embedding model has a vector for each chunk, another has none');
    const words = wordCounts(embeddedText(chunk));
    return {
      passage: {
        chunkId: contentHash([given.name, chunk.span.start, chunk.contentHash]).slice(0, 32),
        document: given.name,
        ...(given.title !== undefined && { title: given.title }),
        span: chunk.span,
        text: chunk.text,
        contextLine: chunk.contextLine,
        headingPath: chunk.headingPath,
        ...(chunk.header !== undefined && { header: chunk.header }),
        ...(chunk.pages !== undefined && { pages: chunk.pages }),
        ...(chunk.parentSpan !== undefined && { parentSpan: chunk.parentSpan }),
      },
      ...(chunk.writtenContext !== undefined && { writtenContext: chunk.writtenContext }),
      words,
      length: [...words.values()].reduce((sum, n) => sum + n, 0),
      ...(vector !== undefined && { vector }),
    };
  });
  return { document: { ...described, chunkCount: chunks.length }, text, rows, given };
}

function isVisible(document: StoredDocument, query: ChunkQuery): boolean {
  const { readers, category, name, date } = document;
  const { groups, categories, sources, from, to } = query;
  if (!readers.some((reader) => groups.includes(reader))) return false;
  if (categories !== undefined && (category === undefined || !categories.includes(category))) return false;
  if (sources !== undefined && !sources.some((source) => name.startsWith(source))) return false;
  if (from === undefined && to === undefined) return true;
  return date !== undefined && (from === undefined || date >= from) && (to === undefined || date <= to);
}

function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** BM25 as of Robertson & Zaragoza 2009 with the inverse document frequency that is never negative, ln(1 + (N − n + ½) / (n + ½)). */
function wordScores(text: string, rows: readonly Row[]): FoundPassage[] {
  const asked = [...wordCounts(text).keys()];
  const mean = rows.reduce((sum, row) => sum + row.length, 0) / rows.length;
  const weights = asked.map((word) => {
    const n = rows.filter((row) => row.words.has(word)).length;
    return Math.log(1 + (rows.length - n + 0.5) / (n + 0.5));
  });
  return rows.flatMap((row) => {
    const { words, length } = row;
    const score = asked.reduce((sum, word, i) => {
      const count = words.get(word) ?? 0;
      const saturation = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / mean));
      return sum + (weights[i] as number) * saturation;
    }, 0);
    return score > 0 ? [scored(row, score)] : [];
  });
}

function scored({ passage, writtenContext }: Row, score: number): FoundPassage {
  return { passage, score, ...(writtenContext !== undefined && { writtenContext }) };
}

function best(found: readonly FoundPassage[], limit: number): FoundPassage[] {
  return found.toSorted((x, y) => y.score - x.score).slice(0, limit);
}

function dot(x: Float32Array, y: Float32Array): number {
  return x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
}
