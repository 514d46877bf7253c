/** Events of one call to a trainer, kept by name, and what they say together. */
import { FulcrumError } from '../../domain/errors.ts';
import type { RowLosses, TrainingPlan } from './trainer.ts';
import type { EventOf, TrainingEvent } from './training-event.ts';

export interface Heard {
  /** Takes one, and tells it on. */
  readonly take: (event: TrainingEvent) => void;
  of<Name extends TrainingEvent['event']>(name: Name): readonly EventOf<Name>[];
}

export function heard(onEvent?: (event: TrainingEvent) => void): Heard {
  const events: TrainingEvent[] = [];
  return {
    take(event) {
      events.push(event);
      onEvent?.(event);
    },
    of: <Name extends TrainingEvent['event']>(name: Name) =>
      events.filter((event) => event.event === name) as unknown as EventOf<Name>[],
  };
}

/** Throws `TRAINER_FAILED` where the last word is missing. */
export function planOf({ of }: Heard): TrainingPlan {
  return { settings: of('setting'), memory: of('memory'), time: last(of('time'), 'time') };
}

/** Throws `TRAINER_FAILED` where the last word is missing. */
export function lossesOf({ of }: Heard): RowLosses {
  return { rows: of('row'), total: last(of('evaluated'), 'evaluated') };
}

function last<T>(events: readonly T[], name: string): T {
  const event = events.at(-1);
  if (event === undefined)
    throw new FulcrumError('TRAINER_FAILED', { how: 'nothing to say', reason: `there is no ${name}` });
  return event;
}
