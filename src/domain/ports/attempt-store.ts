/** The port through which attempts become durable. Knows nothing of how they were made. */
import type { Attempt } from '../attempt.ts';

export interface AttemptStore {
  /** Of these keys, the ones that hold a final attempt (answered, or failed for good). */
  existing(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Resolves once the attempt is committed; concurrent calls share a commit. A final attempt under the same key is kept as it is
   * (the database enforces uniqueness); a retryable failure is replaced.
   */
  save(attempt: Attempt): Promise<void>;
  /** The stored attempts among these keys, in no particular order. */
  read(keys: readonly string[]): Promise<Attempt[]>;
}
