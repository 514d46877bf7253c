/** The rows by which an adapter is known again: whether a run has any, and what was read of them. Serves nothing. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import type { CanaryReading } from './trainer.ts';
import type { EventOf } from './training-event.ts';

export const canaryFile = 'canary.jsonl';

export async function hasCanary(runFolder: string): Promise<boolean> {
  return (await stat(path.join(runFolder, canaryFile)).catch(() => undefined)) !== undefined;
}

/** Losses are means over the tokens of the answer. Throws `ADAPTER_UNSOUND` where the adapter was not read. */
export function canaryReading({ id, answer_tokens: tokens, loss }: EventOf<'row'>): CanaryReading {
  if (loss.adapter === undefined)
    throw new FulcrumError('ADAPTER_UNSOUND', {
      file: canaryFile,
      problem: 'its rows were read without the adapter',
    });
  return { id, base: -loss.base * tokens, adapted: -loss.adapter * tokens };
}
