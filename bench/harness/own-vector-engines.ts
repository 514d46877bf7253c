/** Our own search by vector on the embedded engine: of a process that searches again and again, and of one that has just begun. */
import type { Corpus } from '../../src/domain/ports/corpus-store.ts';
import { openBenchDatabase } from './bench-database.ts';
import { everybody, keyOf, type MadeUpCorpus } from './made-up-corpus.ts';
import { timed } from './timing.ts';
import type { VectorEngine, VectorEngines } from './vector-engine.ts';

export async function ownVectorEngines(made: MadeUpCorpus): Promise<VectorEngines> {
  const bench = await openBenchDatabase('embedded');
  const open = () => bench.stores.corpora.open('vector-peers', { chunking: {}, embedding: 'made up' });
  const corpus = await open();
  const imported = await timed(() => Promise.all(made.documents.map((document) => corpus.put(document))));
  const optimised = await timed(() => corpus.optimise());
  let fresh = corpus;
  const nearestIn =
    (pick: () => Corpus): VectorEngine['nearest'] =>
    async (query, group = everybody, limit) =>
      (await pick().searchVectors(query, { groups: [group], limit })).map(keyOf);
  return {
    engines: [
      { name: 'ours', isAsItComes: true, nearest: nearestIn(() => corpus) },
      {
        name: 'ours, the first search of a process',
        isAsItComes: true,
        // Opened anew it remembers nothing.
        prepare: async () => {
          fresh = await open();
        },
        nearest: nearestIn(() => fresh),
      },
    ],
    notes: [
      `ours: imported in ${(imported.ms / 1000).toFixed(0)} s, words and all, optimised in ${(optimised.ms / 1000).toFixed(0)} s`,
    ],
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}
