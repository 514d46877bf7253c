/** Two stages of stopping: first nothing new is bought and all is kept, then calls in flight are dropped too. Knows no signals of the system. */
import { FulcrumError } from '../domain/errors.ts';

export interface Interruption {
  /** Aborted by the first request to stop. */
  readonly soft: AbortSignal;
  /** Aborted by the second. */
  readonly hard: AbortSignal;
  /** Throws `INTERRUPTED` once stopping was asked for. */
  throwIfInterrupted(): void;
}

export interface Interruptible extends Interruption {
  /** Call once to stop softly, again to stop hard. */
  interrupt(): void;
}

export function interruptible(): Interruptible {
  const soft = new AbortController();
  const hard = new AbortController();
  return {
    soft: soft.signal,
    hard: hard.signal,
    interrupt() {
      if (soft.signal.aborted) hard.abort(new FulcrumError('INTERRUPTED'));
      else soft.abort(new FulcrumError('INTERRUPTED'));
    },
    throwIfInterrupted() {
      if (soft.signal.aborted) throw soft.signal.reason;
    },
  };
}
