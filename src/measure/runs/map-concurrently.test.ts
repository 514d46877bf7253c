import { describe, expect, it } from 'vitest';
import { mapConcurrently } from './map-concurrently.ts';

/** Work that ends when told to, by item. */
function manual() {
  const open = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  let most = 0;
  return {
    open,
    most: () => most,
    work: (item: number) =>
      new Promise<string>((resolve, reject) => {
        open.set(item, { resolve, reject });
        most = Math.max(most, open.size);
      }).finally(() => open.delete(item)),
  };
}

async function* numbers(n: number, onEnd = () => {}) {
  try {
    for (let i = 0; i < n; i++) yield i;
  } finally {
    onEnd();
  }
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Collects in the background what comes out, and how it ended. */
function collect<T>(results: AsyncIterable<T>) {
  const collected = { values: [] as T[], ended: undefined as unknown };
  const run = async () => {
    for await (const value of results) collected.values.push(value);
  };
  run().then(
    () => {
      collected.ended = 'done';
    },
    (error: unknown) => {
      collected.ended = error;
    },
  );
  return collected;
}

describe('mapConcurrently', () => {
  const { signal } = new AbortController();

  it('yields in the order of finishing, with so many in flight at most', async () => {
    const { open, work, most } = manual();
    const out = collect(mapConcurrently(numbers(5), work, { concurrency: 3, signal }));
    await tick();
    expect([...open.keys()]).toEqual([0, 1, 2]);
    open.get(1)?.resolve('b');
    await tick();
    expect(out.values).toEqual(['b']);
    expect([...open.keys()]).toEqual([0, 2, 3]);
    for (const item of [3, 0, 2, 4]) {
      open.get(item)?.resolve(`${item}`);
      await tick();
    }
    expect(out).toEqual({ values: ['b', '3', '0', '2', '4'], ended: 'done' });
    expect(most()).toBe(3);
  });

  it('starts nothing once aborted, not even an item the source was asked for before', async () => {
    const abort = new AbortController();
    const { open, work } = manual();
    let give = (_: number) => {};
    const source = async function* () {
      yield 0;
      yield await new Promise<number>((resolve) => {
        give = resolve;
      });
    };
    const out = collect(mapConcurrently(source(), work, { concurrency: 2, signal: abort.signal }));
    await tick();
    abort.abort();
    give(1);
    await tick();
    expect([...open.keys()]).toEqual([0]);
    open.get(0)?.resolve('a');
    await tick();
    expect(out).toEqual({ values: ['a'], ended: 'done' });
  });

  it('throws the first error after the results in flight, and starts nothing after it', async () => {
    const { open, work } = manual();
    let returned = 0;
    const out = collect(
      mapConcurrently(
        numbers(9, () => returned++),
        work,
        { concurrency: 3, signal },
      ),
    );
    await tick();
    open.get(1)?.reject(new Error('first'));
    await tick();
    open.get(2)?.reject(new Error('second'));
    await tick();
    expect(out.ended).toBeUndefined();
    open.get(0)?.resolve('a');
    await tick();
    expect(out.values).toEqual(['a']);
    expect(out.ended).toEqual(new Error('first'));
    expect(returned).toBe(1);
  });

  it('yields what is in flight before an error of the source', async () => {
    const { open, work } = manual();
    const source = async function* () {
      yield 0;
      throw new Error('disk');
    };
    const out = collect(mapConcurrently(source(), work, { concurrency: 3, signal }));
    await tick();
    open.get(0)?.resolve('a');
    await tick();
    expect(out.values).toEqual(['a']);
    expect(out.ended).toEqual(new Error('disk'));
  });

  it('closes the source when the consumer stops early', async () => {
    let returned = 0;
    const work = async (item: number) => item;
    for await (const value of mapConcurrently(
      numbers(100, () => returned++),
      work,
      { concurrency: 2, signal },
    )) {
      if (value === 3) break;
    }
    expect(returned).toBe(1);
  });

  it('takes 50,000 items through in little time while one hangs', async () => {
    let free = () => {};
    const hanging = new Promise<void>((resolve) => {
      free = resolve;
    });
    const work = async (item: number) => {
      if (item === 0) await hanging;
      if (item === 49_999) free();
      return item;
    };
    const startedAt = performance.now();
    let sum = 0;
    for await (const value of mapConcurrently(numbers(50_000), work, { concurrency: 64, signal }))
      sum += value;
    expect(sum).toBe((50_000 * 49_999) / 2);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
