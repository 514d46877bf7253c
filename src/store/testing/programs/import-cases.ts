/** Imports a set of cases, printing `read <n>` now and then. Arguments: database, hash, number of cases. */
import { writeSync } from 'node:fs';
import { inputHash } from '../../../domain/case.ts';
import type { StoredCase } from '../../../domain/ports/case-set-store.ts';
import { openDatabase } from '../../connection.ts';
import { openStores } from '../../open-stores.ts';
import { fromUrlOrFolder } from '../run-program.ts';

const [where = '', hash = '', count = ''] = process.argv.slice(2);
await using database = await openDatabase(fromUrlOrFolder(where));
const { caseSets } = openStores(database, '/nonexistent');

async function* cases(): AsyncGenerator<StoredCase> {
  for (let ordinal = 0; ordinal < Number(count); ordinal++) {
    const input = `question ${ordinal}`;
    yield { id: `c${ordinal}`, input, inputHash: inputHash(input), tags: [], split: 'train', ordinal };
    if (ordinal % 1_000 === 999) writeSync(1, `read ${ordinal + 1}\n`);
  }
}

const counts = { train: Number(count), dev: 0, sealed: 0 };
await caseSets.import(hash, cases(), () => ({ hash, sources: [], counts }));
writeSync(1, 'imported\n');
