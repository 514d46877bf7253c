import { expect, test } from 'vitest';
import { ThreadGovernor } from './thread-governor.ts';

function machine(most: number) {
  let now = 0;
  let cpu = 0;
  const engine = { maxThreads: 0 };
  const governor = new ThreadGovernor(engine, most, { now: () => now, cpuMs: () => cpu });
  return {
    /** The threads that work ran with. */
    batch: (wallMs: number, cpuMs: number) =>
      governor.batch(async () => {
        now += wallMs;
        cpu += cpuMs;
        return engine.maxThreads;
      }),
    stepwise: () => governor.stepwise(async () => engine.maxThreads),
    rest(ms: number) {
      now += ms;
    },
  };
}

test('gives up threads that get no CPU time, and asks for them again later', async () => {
  const { batch, rest } = machine(4);
  expect(await batch(1000, 3900)).toBe(4);
  expect(await batch(100, 0)).toBe(4);
  expect(await batch(1000, 2200)).toBe(4);
  expect(await batch(1000, 900)).toBe(2);
  // Twenty seconds of rest after the second time.
  expect(await batch(15_000, 15_000)).toBe(1);
  expect(await batch(6_000, 6_000)).toBe(1);
  // All threads are tried, fare badly, and rest for forty.
  expect(await batch(1000, 1000)).toBe(4);
  rest(30_000);
  expect(await batch(1000, 1000)).toBe(1);
  rest(10_000);
  expect(await batch(1000, 3900)).toBe(4);
  expect(await batch(1000, 3900)).toBe(4);
});

test('leaves a core to this program while the engine goes token by token', async () => {
  const { batch, stepwise } = machine(4);
  expect(await stepwise()).toBe(3);
  expect(await batch(1000, 3900)).toBe(4);
  await batch(1000, 2200);
  expect(await stepwise()).toBe(2);
  expect(await machine(1).stepwise()).toBe(1);
});
