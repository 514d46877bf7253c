import { expect, test } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const never = new AbortController().signal;
const after = (ms: number) => new Promise((done) => setTimeout(done, ms));

test('one at a time, in order, and a failure does not stop the next', async () => {
  const queue = new WorkQueue();
  const log: string[] = [];
  const task = (name: string) => async () => {
    log.push(`${name} begins`);
    await after(5);
    log.push(`${name} ends`);
    if (name === 'a') throw new Error('a failed');
    return name;
  };
  const all = await Promise.allSettled(['a', 'b'].map((name) => queue.run(task(name), never)));
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(all.map((r) => r.status)).toEqual(['rejected', 'fulfilled']);
});

test('who is aborted while waiting leaves at once and is never started', async () => {
  const queue = new WorkQueue();
  const slow = queue.run(() => after(200), never);
  const abort = new AbortController();
  let started = false;
  const waiting = queue.run(async () => {
    started = true;
  }, abort.signal);
  const begun = performance.now();
  abort.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(performance.now() - begun).toBeLessThan(100);
  await slow;
  await queue.idle();
  expect(started).toBe(false);
});
