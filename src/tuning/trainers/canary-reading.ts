/** A row's losses under base and adapter as what an engine that serves the adapter has to reproduce. */
import { FulcrumError } from '../../domain/errors.ts';
import type { CanaryReading } from './trainer.ts';
import type { EventOf } from './training-event.ts';

/** Losses are means over the tokens of the answer. Throws `ADAPTER_UNSOUND` where the adapter was not read. */
export function canaryReading({ id, answer_tokens: tokens, loss }: EventOf<'row'>): CanaryReading {
  if (loss.adapter === undefined)
    throw new FulcrumError('ADAPTER_UNSOUND', {
      file: 'canary.jsonl',
      problem: 'its rows were read without the adapter',
    });
  return { id, base: -loss.base * tokens, adapted: -loss.adapter * tokens };
}
