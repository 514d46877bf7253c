/** Output of a trainer in pieces to events, line by line. Does not know where the pieces come from. */
import { StringDecoder } from 'node:string_decoder';
import { FulcrumError } from '../../domain/errors.ts';
import { readTrainingEvent, type TrainingEvent } from './training-event.ts';

/** Characters: a line without end must not fill the memory. */
const longestLine = 16 * 2 ** 20;

export class EventReader {
  readonly #onEvent: (event: TrainingEvent) => void;
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];
  #length = 0;

  constructor(onEvent: (event: TrainingEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Throws `TRAINER_FAILED` on a line that is no event, and what the listener throws. */
  push(piece: Buffer): void {
    const lines = this.#decoder.write(piece).split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#parts.push(line);
      const whole = this.#parts.join('');
      this.#parts = [];
      this.#length = 0;
      this.#read(whole);
    }
    this.#parts.push(rest);
    this.#length += rest.length;
    if (this.#length > longestLine)
      throw new FulcrumError('TRAINER_FAILED', { how: 'a line without end', reason: rest.slice(0, 100) });
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    let event: TrainingEvent | undefined;
    try {
      event = readTrainingEvent(line);
    } catch (error) {
      const reason = `${line.slice(0, 200)}: ${(error as Error).message}`;
      throw new FulcrumError('TRAINER_FAILED', { how: 'a line that is no event', reason });
    }
    if (event !== undefined) this.#onEvent(event);
  }
}
