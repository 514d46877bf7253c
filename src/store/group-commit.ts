/** Lets concurrent writes share one commit. Knows nothing of what is written. */

/** So that one statement stays well below what the engines and the protocol bear. */
const maxItems = 500;
const maxBytes = 8 * 1024 * 1024;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Postgres codes of classes 22 and 23: the data or a constraint is at fault, not the database. */
function isAboutOneRow(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^2[23].{3}$/.test(code);
}

/**
 * One flush is in flight at a time; everything added meanwhile goes into the next. `flush` answers each item in order and all or nothing:
 * when the data of one are refused, the items are flushed one by one, so that it does not fail its neighbours.
 */
export class GroupCommit<Item, Result> {
  readonly #flush: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #bytesOf: (item: Item) => number;
  #waiting: Waiting<Item, Result>[] = [];
  #isFlushing = false;

  constructor(
    flush: (items: readonly Item[]) => Promise<readonly Result[]>,
    bytesOf: (item: Item) => number,
  ) {
    this.#flush = flush;
    this.#bytesOf = bytesOf;
  }

  /** Resolves with the item's result once its flush has committed. */
  add(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#isFlushing) {
      this.#isFlushing = true;
      // After the present round of callbacks, which usually adds more.
      setImmediate(() => void this.#run());
    }
    return promise;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#takeBatch());
    this.#isFlushing = false;
  }

  #takeBatch(): Waiting<Item, Result>[] {
    let count = 0;
    let bytes = 0;
    for (const { item } of this.#waiting.slice(0, maxItems)) {
      bytes += this.#bytesOf(item);
      if (count > 0 && bytes > maxBytes) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => {
        resolve(results[i] as Result);
      });
    } catch (error) {
      if (batch.length > 1 && isAboutOneRow(error)) for (const one of batch) await this.#commit([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
