/** Maps over a stream with a bounded number of calls in flight. Knows nothing of attempts or models. */

export interface ConcurrencyOptions {
  /** At least 1. */
  readonly concurrency: number;
  /** Once aborted nothing new is started; what is in flight still comes out. */
  readonly signal: AbortSignal;
}

/**
 * Yields results in the order they finish. After the first error, of the work or of the source, nothing new is started, what is in flight is
 * yielded, and then the error is thrown. When the consumer stops early, calls in flight are left to finish unseen.
 */
export async function* mapConcurrently<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { concurrency, signal }: ConcurrencyOptions,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const finished: R[] = [];
  let running = 0;
  let exhausted = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const fail = (error: unknown) => {
    failure ??= { error };
  };
  const isStopped = () => exhausted || failure !== undefined || signal.aborted;
  const start = (item: T) => {
    running++;
    work(item)
      .then((result) => finished.push(result), fail)
      .finally(() => {
        running--;
        wake();
      });
  };
  try {
    for (;;) {
      while (!isStopped() && running < concurrency) {
        const next = await source.next().catch(fail);
        exhausted ||= next?.done === true;
        if (next && !isStopped()) start(next.value);
        yield* finished.splice(0);
      }
      if (running === 0 && finished.length === 0) break;
      if (finished.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      yield* finished.splice(0);
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    await source.return?.();
  }
}
