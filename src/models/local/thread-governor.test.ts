import { expect, test } from 'vitest';
import { ThreadGovernor } from './thread-governor.ts';

test('gives up threads that get no CPU time, and asks for them again later', async () => {
  let now = 0;
  let cpu = 0;
  const engine = { maxThreads: 0 };
  const governor = new ThreadGovernor(engine, 4, { now: () => now, cpuMs: () => cpu });
  const compute = (wallMs: number, cpuMs: number) =>
    governor.measure(async () => {
      now += wallMs;
      cpu += cpuMs;
    });
  expect(engine.maxThreads).toBe(4);
  await compute(1000, 3900);
  expect(engine.maxThreads).toBe(4);
  await compute(100, 0);
  expect(engine.maxThreads).toBe(4);
  await compute(1000, 2200);
  expect(engine.maxThreads).toBe(2);
  await compute(1000, 900);
  expect(engine.maxThreads).toBe(1);
  // Twenty seconds of rest after the second time.
  await compute(15_000, 15_000);
  await compute(6_000, 6_000);
  expect(engine.maxThreads).toBe(1);
  // All threads are tried, fare badly, and rest for forty.
  await compute(1000, 1000);
  expect(engine.maxThreads).toBe(1);
  now += 30_000;
  await compute(1000, 1000);
  expect(engine.maxThreads).toBe(1);
  now += 10_000;
  await compute(1000, 3900);
  expect(engine.maxThreads).toBe(4);
});
