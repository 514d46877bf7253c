/** How a trainer ended, as what its caller is to do: nothing, or an error of the registry. Knows no processes. */
import { type ErrorCode, FulcrumError } from '../../domain/errors.ts';
import type { TrainingOptions } from './trainer.ts';
import type { EventOf } from './training-event.ts';

export interface TrainerEnd {
  /** Exit status; absent where a signal ended it. */
  readonly status?: number;
  /** Name of that signal. */
  readonly signal?: string;
  /** Its last word, if it said one. */
  readonly error?: EventOf<'error'> | undefined;
  /** The end of its standard error. */
  readonly said: string;
}

/** Paused, cancelled, or interrupted before it could pause: by its status, or by the signal where it had not got that far. */
const stopped = new Set<unknown>([6, 7, 130, 'SIGINT', 'SIGTERM']);

const codes: Readonly<Record<string, ErrorCode>> = {
  base_changed: 'TRAINING_BASE_CHANGED',
  changed_since_checkpoint: 'TRAINING_CHANGED',
  in_use: 'TRAINING_IN_USE',
  needs_cuda: 'TRAINING_NEEDS_CUDA',
  disk_full: 'TRAINING_DISK_FULL',
  diverged: 'TRAINING_DIVERGED',
  out_of_memory: 'TRAINING_OUT_OF_MEMORY',
  bug: 'TRAINER_FAILED',
};

/** Returns where training is finished. Else throws the reason of the signal that stopped it, `INTERRUPTED`, or what went wrong. */
export function requireFinished(end: TrainerEnd, { soft, hard }: TrainingOptions['signal']): void {
  if (end.status === 0) return;
  hard.throwIfAborted();
  const { status, error } = end;
  if (stopped.has(status ?? end.signal)) {
    soft.throwIfAborted();
    throw new FulcrumError('INTERRUPTED');
  }
  if (error !== undefined) {
    const { message: problem, advice } = error;
    const code = codes[error.code] ?? 'TRAINING_REFUSED';
    throw new FulcrumError(code, { problem, advice, how: 'a fault of its own', reason: problem });
  }
  const how = end.signal ?? `status ${status}`;
  throw new FulcrumError('TRAINER_FAILED', { how, reason: end.said.trim() || 'it said nothing' });
}
