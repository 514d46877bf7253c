/** Tries to lease a run and holds it until told to end. Prints `held`, or the code of the error. Arguments: database, run id. */
import { FulcrumError } from '../../../domain/errors.ts';
import { openDatabase } from '../../connection.ts';
import { openStores } from '../../open-stores.ts';
import { fromUrlOrFolder } from '../run-program.ts';

const [where = '', runId = ''] = process.argv.slice(2);
await using database = await openDatabase(fromUrlOrFolder(where));
try {
  await using _lease = await openStores(database, '/nonexistent').leases.acquire(runId);
  console.log('held');
  // Until killed, or told to go.
  await new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    setTimeout(resolve, 30_000);
  });
} catch (error) {
  if (!(error instanceof FulcrumError)) throw error;
  console.log(error.code);
}
