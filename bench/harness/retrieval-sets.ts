/** Three public sets of questions with the passages that answer them, as files beside the project. Knows no search. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { documentOf } from '../../src/store/testing/corpus-documents.ts';

export interface SetPassage {
  readonly id: string;
  /** Absent where the text begins with it. */
  readonly title?: string;
  readonly text: string;
}

export interface SetQuery {
  readonly id: string;
  readonly text: string;
  /** Questions that were asked of one passage go together. */
  readonly group: string;
  readonly relevant: ReadonlyMap<string, number>;
}

export interface RetrievalSet {
  readonly name: string;
  readonly passages: readonly SetPassage[];
  readonly queries: readonly SetQuery[];
}

const data = resolve(import.meta.dirname, '../../../shared/data');
/** Cranfield with all judged pairs: `qrels_strict.tsv` leaves out those coded −1, which are mostly the best matches. */
const folders = { XQuAD: 'xquad_rag', 'product docs': 'product_docs_rag', Cranfield: 'cranfield_ir' };

/** Ends the program where they are absent. */
export function retrievalSets(): RetrievalSet[] {
  return Object.entries(folders).map(([name, folder]) => {
    const path = join(data, folder);
    if (!existsSync(path)) {
      console.log(`skipped: there is no ${relative(process.cwd(), path)}`);
      process.exit(0);
    }
    return readSet(name, path);
  });
}

interface Line {
  readonly _id: string;
  readonly title?: string;
  readonly text: string;
}

function readSet(name: string, folder: string): RetrievalSet {
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n');
  const relevant = new Map<string, Map<string, number>>();
  for (const line of lines('qrels.tsv').slice(1)) {
    const [query = '', passage = '', gain] = line.split('\t');
    relevant.set(query, (relevant.get(query) ?? new Map()).set(passage, Number(gain)));
  }
  const parsed = (file: string) => lines(file).map((line): Line => JSON.parse(line));
  return {
    name,
    // Two of Cranfield's are empty.
    passages: parsed('corpus.jsonl')
      .filter(({ text }) => text.trim() !== '')
      .map(({ _id: id, title, text }) => ({ id, ...(title && !text.startsWith(title) && { title }), text })),
    queries: parsed('queries.jsonl').map(({ _id: id, text }) => {
      const of = relevant.get(id) ?? new Map<string, number>();
      return { id, text, group: of.size === 1 ? ([...of.keys()][0] as string) : id, relevant: of };
    }),
  };
}

/** What is searched and embedded of a passage. */
export function searchedText({ title, text }: SetPassage): string {
  return title === undefined ? text : `${title}\n${text}`;
}

/** A document of one chunk that anybody may read. */
export function passageDocument({ id, title, text }: SetPassage, vector?: Float32Array) {
  const document = documentOf(id, ['everyone'], [text], vector && { vectors: [vector] });
  const chunks = document.chunks.map((one) => ({
    ...one,
    chunk: { ...one.chunk, contextLine: title ?? '' },
  }));
  return { ...document, chunks };
}
