/** Takes the lock of a state folder again and again, printing from when to when it was held, in ms of wall time. Arguments: state folder, rounds. */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireDatabaseLock } from '../../embedded/database-lock.ts';

const [stateFolder = '', rounds = ''] = process.argv.slice(2);
for (let held = 0; held < Number(rounds); ) {
  const acquired = await acquireDatabaseLock(stateFolder);
  if ('lock' in acquired) {
    held++;
    const inMs = performance.timeOrigin + performance.now();
    await sleep(5);
    writeSync(1, `${inMs} ${performance.timeOrigin + performance.now()}\n`);
    acquired.lock.release();
  } else {
    await sleep(3);
  }
}
