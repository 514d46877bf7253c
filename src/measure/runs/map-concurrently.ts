/** Maps over a stream with a bounded number of calls in flight. Knows nothing of attempts or models. */

export interface ConcurrencyOptions {
  /** At least 1. */
  readonly concurrency: number;
  /** Once aborted nothing new is started; what is in flight still comes out. */
  readonly signal: AbortSignal;
}

/**
 * Yields results in the order they finish. After the first error nothing new is started, what is in flight is yielded, and then the error
 * is thrown. When the consumer stops early, calls in flight are left to finish unseen.
 */
export async function* mapConcurrently<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { concurrency, signal }: ConcurrencyOptions,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const running = new Set<Promise<void>>();
  const finished: R[] = [];
  let exhausted = false;
  let failure: { readonly error: unknown } | undefined;
  const mayStart = () => !exhausted && failure === undefined && !signal.aborted && running.size < concurrency;
  try {
    for (;;) {
      while (mayStart()) {
        const next = await source.next();
        if (next.done === true) {
          exhausted = true;
          break;
        }
        const call: Promise<void> = work(next.value).then(
          (result) => {
            running.delete(call);
            finished.push(result);
          },
          (error: unknown) => {
            running.delete(call);
            failure ??= { error };
          },
        );
        running.add(call);
        if (finished.length > 0) yield* finished.splice(0);
      }
      if (finished.length > 0) {
        yield* finished.splice(0);
      } else if (running.size > 0) {
        await Promise.race(running);
      } else {
        break;
      }
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    await source.return?.();
  }
}
