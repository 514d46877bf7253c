/** Opens a database and prints the process id of the server that has answered. Argument: state folder. */
import { openDatabase } from '../../connection.ts';
import { livingClaims } from '../../embedded/database-lock.ts';

const [stateFolder = ''] = process.argv.slice(2);
await using database = await openDatabase({ stateFolder });
await database.pool.query('select 1');
console.log(livingClaims(stateFolder).find((claim) => claim.state === 'owning')?.process.pid);
