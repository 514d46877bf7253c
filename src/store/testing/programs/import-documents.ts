/**
 * Puts documents into a corpus until it is killed or has them all. Prints `put <n> <version>` once a document is acknowledged. Arguments:
 * database, number of documents, version of their text, which is also their readers' group.
 */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../connection.ts';
import { openStores } from '../../open-stores.ts';
import { documentOf } from '../corpus-documents.ts';
import { fromUrlOrFolder } from '../run-program.ts';

const [where = '', count = '', version = ''] = process.argv.slice(2);
await using database = await openDatabase(fromUrlOrFolder(where));
const { corpora } = openStores(database, '/nonexistent');
const corpus = await corpora.open('imported', { chunking: {}, embedding: 'test' });
let next = 0;
await Promise.all(
  Array.from({ length: 6 }, async () => {
    while (next < Number(count)) {
      const n = next++;
      // As many chunks as the document and its version say.
      const lines = Array.from(
        { length: 2 + ((n + Number(version)) % 4) },
        (_, i) => `violin ${n} v${version} ${i}`,
      );
      const vectors = lines.map((_, i) => Float32Array.of(Math.cos(n + i), Math.sin(n + i)));
      await corpus.put(documentOf(`doc ${n}`, ['everyone', `v${version}`], lines, { vectors }));
      writeSync(1, `put ${n} ${version}\n`);
    }
  }),
);
