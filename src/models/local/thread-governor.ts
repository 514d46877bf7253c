/**
 * Computes with fewer threads while other programs use the machine. The engine's threads wait for each other by spinning: when one of them
 * is not scheduled the rest burn time, and two threads on a busy machine can be a hundred times slower than one. Knows no model.
 */
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

export class ThreadGovernor {
  readonly #engine: GovernedEngine;
  readonly #most: number;
  readonly #usage: Usage;
  #restMs = firstRestMs;
  #restsUntil = 0;

  /** `most`: threads on a machine of our own. */
  constructor(engine: GovernedEngine, most: number, usage: Usage = realUsage) {
    this.#engine = engine;
    this.#most = most;
    this.#usage = usage;
    engine.maxThreads = most;
  }

  /** Runs one computation and draws from the CPU time it got how many threads the next may have. */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    const { now, cpuMs } = this.#usage;
    const engine = this.#engine;
    if (engine.maxThreads < this.#most && now() >= this.#restsUntil) engine.maxThreads = this.#most;
    const [began, cpuBefore] = [now(), cpuMs()];
    const result = await work();
    const wall = now() - began;
    if (wall < shortestMs || engine.maxThreads === 1) return result;
    const threadsGot = (cpuMs() - cpuBefore) / wall;
    if (threadsGot >= fairShare * engine.maxThreads) {
      this.#restMs = firstRestMs;
      return result;
    }
    engine.maxThreads = Math.max(1, Math.min(engine.maxThreads - 1, Math.floor(threadsGot)));
    this.#restsUntil = now() + this.#restMs;
    this.#restMs = Math.min(longestRestMs, this.#restMs * 2);
    return result;
  }
}
