/** What is compared by its search for the nearest vectors, filled with one made-up corpus. Knows no engine. */
import type { MadeUpChunk } from './made-up-corpus.ts';

export interface VectorEngine {
  readonly name: string;
  /** As it is where nobody has chosen anything. */
  readonly isAsItComes: boolean;
  /** What belongs to no search, done before each. */
  readonly prepare?: () => Promise<void>;
  /** Keys of the best, whose texts were read as well. `group`: only what it may see; absent: all. */
  nearest(query: Float32Array, group: string | undefined, limit: number): Promise<string[]>;
}

export interface VectorEngines extends AsyncDisposable {
  readonly engines: readonly VectorEngine[];
  /** How long what took. */
  readonly notes: readonly string[];
}

/** `folder` is empty and goes with the benchmark. */
export type OpenEngines = (chunks: readonly MadeUpChunk[], folder: string) => Promise<VectorEngines>;
