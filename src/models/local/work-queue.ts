/** Runs one task at a time, in the order asked. Knows nothing of the tasks. */
export class WorkQueue {
  readonly #between: () => Promise<void>;
  #tail: Promise<unknown> = Promise.resolve();

  /** `between` is waited for after each task. */
  constructor(between: () => Promise<void> = async () => {}) {
    this.#between = between;
  }

  /** Resolves with the task's result. A task whose signal aborts while it waits is never started. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const turn = this.#tail.then(async () => {
      signal.throwIfAborted();
      return await task();
    });
    this.#tail = turn.catch(() => {}).then(this.#between);
    return leaveEarly(turn, signal);
  }

  /** Resolves when everything asked so far is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}

/** The caller need not wait for its turn to learn that it was aborted. */
async function leaveEarly<T>(turn: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
