/** Asks a chat model for a question to each of some passages, a few at a time. Judges no question. */
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ports/ledger.ts';
import { mapConcurrently } from '../../measure/runs/map-concurrently.ts';
import type { ChatModel } from '../../models/chat-model.ts';
import type { Interruption } from '../interruption.ts';
import type { OnProgress } from '../progress.ts';
import type { DrawnPassage } from './draw-passages.ts';
import { type WrittenQuestion, writeQuestion } from './write-question.ts';

export interface AskedPassage {
  readonly drawn: DrawnPassage;
  /** `unreadable`: the reply could not be read. An error is of this passage alone. */
  readonly reply: WrittenQuestion | 'unreadable' | FulcrumError;
}

export interface AskedPassages {
  /** In the order drawn. */
  readonly asked: readonly AskedPassage[];
  /** What ended it before the last passage. */
  readonly stoppedBy?: FulcrumError;
}

export interface AskOptions {
  readonly model: ChatModel;
  readonly ledger: Ledger;
  readonly runId: string;
  /** Passages at most, for the progress shown. */
  readonly total: number;
  readonly concurrency: number;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** The next would most likely fail alike. */
const mostFailuresInARow = 5;

/** Whatever ends it, all that was answered comes back, and the same passage is never bought twice of one model. */
export async function askForQuestions(
  drawn: AsyncIterable<DrawnPassage>,
  { model, ledger, runId, total, concurrency, interruption, onProgress }: AskOptions,
): Promise<AskedPassages> {
  const stop = new AbortController();
  const asked: AskedPassage[] = [];
  const count = { done: 0, failed: 0 };
  let failedInARow = 0;
  const ask = async ([at, one]: readonly [number, DrawnPassage]): Promise<void> => {
    const purchase = ledger.purchase({ runId, attemptKey: contentHash(['draft', one.passage.chunkId]) });
    const context = { purchase, signal: interruption.hard };
    const reply = await writeQuestion(one.passage, model, context).catch((error: unknown) => {
      if (!(error instanceof FulcrumError) || error.stopsRun) throw error;
      return error;
    });
    asked[at] = { drawn: one, reply: reply ?? 'unreadable' };
    failedInARow = reply instanceof FulcrumError ? failedInARow + 1 : 0;
    if (reply instanceof FulcrumError) count.failed += 1;
    if (failedInARow === mostFailuresInARow) stop.abort(reply);
    count.done += 1;
    onProgress({ kind: 'answered', ...count, total });
  };
  const options = { concurrency, signal: AbortSignal.any([interruption.soft, stop.signal]) };
  onProgress({ kind: 'measuring', name: 'questions', split: 'passages', total });
  let stoppedBy: unknown;
  try {
    for await (const _ of mapConcurrently(numbered(drawn), ask, options));
    // Asked to stop when all was done, nothing was stopped.
    if (count.done < total) options.signal.throwIfAborted();
  } catch (error) {
    if (!(error instanceof FulcrumError)) throw error;
    stoppedBy = error;
  }
  return {
    asked: asked.filter((one) => one !== undefined),
    ...(stoppedBy instanceof FulcrumError && { stoppedBy }),
  };
}

async function* numbered<T>(items: AsyncIterable<T>): AsyncGenerator<readonly [number, T]> {
  let at = 0;
  for await (const item of items) yield [at++, item];
}
