/** Work that goes on beside a loop, bounded in number. Knows nothing of what is done. */
export class PendingWork {
  readonly #most: number;
  readonly #onError: (error: unknown) => void;
  readonly #pending = new Set<Promise<void>>();

  constructor(most: number, onError: (error: unknown) => void) {
    this.#most = most;
    this.#onError = onError;
  }

  /** Resolves at once while there is room, else when something has ended. */
  async add(work: Promise<void>): Promise<void> {
    const watched = work.catch(this.#onError).finally(() => this.#pending.delete(watched));
    this.#pending.add(watched);
    if (this.#pending.size >= this.#most) await Promise.race(this.#pending);
  }

  /** Resolves when nothing is under way any more. */
  async done(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
