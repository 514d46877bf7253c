/**
 * Computes with fewer threads while other programs use the machine. The engine's threads wait for each other by spinning: when one of them
 * is not scheduled the rest burn time, and two threads on a busy machine can be a hundred times slower than one. Knows no model.
 */
export interface Threading {
  /** Makes a context, which keeps for good how many threads it may ever use. */
  readonly create: <T>(work: () => Promise<T>) => Promise<T>;
  /** Work on many tokens at once. */
  readonly batch: <T>(work: () => Promise<T>) => Promise<T>;
  /** Work that goes token by token. This program works between two tokens, and would wait for a core that the engine spins on. */
  readonly stepwise: <T>(work: () => Promise<T>) => Promise<T>;
  /** Computations of one thread each, which never wait for one another. */
  readonly sideBySide: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface GovernedEngine {
  maxThreads: number;
}

export interface Usage {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** CPU time of this process so far, in milliseconds. */
  readonly cpuMs: () => number;
}

const realUsage: Usage = {
  now: () => performance.now(),
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** Shorter computations say too little. */
const shortestMs = 150;
/** Of the CPU time that the threads could have had, what they must have got. */
const fairShare = 0.7;
const firstRestMs = 10_000;
const longestRestMs = 160_000;

export class ThreadGovernor implements Threading {
  readonly #engine: GovernedEngine;
  readonly #most: number;
  readonly #usage: Usage;
  #threads: number;
  #restMs = firstRestMs;
  #restsUntil = 0;

  /** `most`: threads on a machine of our own. */
  constructor(engine: GovernedEngine, most: number, usage: Usage = realUsage) {
    this.#engine = engine;
    this.#most = most;
    this.#usage = usage;
    this.#threads = most;
  }

  create<T>(work: () => Promise<T>): Promise<T> {
    return this.#with(this.#most, work);
  }

  /** Draws from the CPU time that the work got how many threads the next may have. */
  async batch<T>(work: () => Promise<T>): Promise<T> {
    const { now, cpuMs } = this.#usage;
    if (this.#threads < this.#most && now() >= this.#restsUntil) this.#threads = this.#most;
    const [began, cpuBefore] = [now(), cpuMs()];
    const result = await this.#with(this.#threads, work);
    const wall = now() - began;
    if (wall < shortestMs || this.#threads === 1) return result;
    const threadsGot = (cpuMs() - cpuBefore) / wall;
    if (threadsGot >= fairShare * this.#threads) {
      this.#restMs = firstRestMs;
      return result;
    }
    this.#threads = Math.max(1, Math.min(this.#threads - 1, Math.floor(threadsGot)));
    this.#restsUntil = now() + this.#restMs;
    this.#restMs = Math.min(longestRestMs, this.#restMs * 2);
    return result;
  }

  stepwise<T>(work: () => Promise<T>): Promise<T> {
    return this.#with(Math.max(1, Math.min(this.#threads, this.#most - 1)), work);
  }

  sideBySide<T>(work: () => Promise<T>): Promise<T> {
    return this.#with(this.#most, work);
  }

  async #with<T>(threads: number, work: () => Promise<T>): Promise<T> {
    this.#engine.maxThreads = threads;
    return await work();
  }
}
