/** Repeats work that a lost connection or a deadlock interrupted, and names storage errors a user can act on. Knows nothing of the work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FulcrumError } from '../domain/errors.ts';

/** Together about six seconds: an embedded server is killed, recovers its log and answers again well within them. */
const delaysMs = [10, 50, 250, 1_000, 2_000, 2_500];

const retriableCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  // administrator shut it down, it crashed, it cannot connect now
  '57P01',
  '57P02',
  '57P03',
  // serialization failure, deadlock
  '40001',
  '40P01',
]);
const diskFull = '53100';

function isRetriable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof FulcrumError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return retriableCodes.has(code) || /^08...$/.test(code);
  return /connection terminated|connection error|connection ended/i.test(error.message);
}

function toCoded(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof FulcrumError) return error;
  if ((error as { code?: unknown }).code === diskFull)
    return new FulcrumError('DISK_FULL', { where: 'the database', problem: error.message }, { cause: error });
  return error;
}

/**
 * Runs `work`, again when its connection was lost. Whether the lost attempt had committed is unknown, so `work` must be written to find
 * that out by key: a second run after a commit changes nothing.
 */
export async function retryLostConnection<T>(work: () => Promise<T>): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await work();
    } catch (error) {
      if (!isRetriable(error)) throw toCoded(error);
      await sleep(delayMs);
    }
  }
  return work();
}
