/** A climb that is killed loses nothing it acknowledged and pays for nothing twice; `bench/kill-nine.ts` does more of it. */
import { describe, expect, test } from 'vitest';
import { engines } from '../store/testing/engines.ts';
import { killNine } from './testing/kill-nine.ts';

const kills = 3;
const concurrency = 8;
/** Reserving runs half the concurrency ahead of the calls, and a call is open until its answer is journalled. */
const mostOpen = concurrency * 1.5;

describe.each(engines)('on the $name engine', (engine) => {
  test.skipIf(engine.skipReason !== undefined)(
    'the ledger equals the bill of a mock in its own process after SIGKILL at random points and 30 % faults',
    async () => {
      await using killed = await engine.create();
      await using uninterrupted = await engine.create();
      const figures = await killNine({
        killed: killed.location,
        uninterrupted: uninterrupted.location,
        kills,
        cases: { train: 40, dev: 60, sealed: 60 },
        concurrency,
        random: Math.random,
        say: () => {},
      });
      expect(figures).toMatchObject({
        kills,
        lost: 0,
        boughtAgain: 0,
        notBooked: 0,
        leftOpen: 0,
        settledUnbilled: 0,
        settledCalls: 120,
        wronglyClosed: 0,
        isSameReport: true,
      });
      expect(figures.ledgerTokens).toBe(figures.billTokens);
      expect(figures.mostOpenAtKill).toBeLessThanOrEqual(mostOpen);
    },
    120_000,
  );
});
