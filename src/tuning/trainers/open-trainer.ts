/** The trainer that a config names. Starts nothing. */
import { z } from 'zod';
import { localTrainer } from './local-trainer.ts';
import { remoteTrainer } from './remote-trainer.ts';
import type { Trainer } from './trainer.ts';

/** Neither an option of a program nor more than a line. */
const word = z
  .string()
  .regex(/^[^-\s][^\n]*$/, 'must be one line that begins with neither a blank nor a dash');

export const trainerSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({
    kind: z.literal('remote'),
    /** As `ssh` takes it: a name, `user@name`, or one of your ssh config. */
    host: z.string().regex(/^[^-\s]\S*$/, 'must be a host as ssh takes it'),
    /** There; from the home folder on where it is relative. */
    folder: word,
    /** A Python there that has everything; else an environment is made in the folder. */
    python: word.optional(),
    /** What is called as ssh is. */
    ssh: z.string().min(1).optional(),
  }),
]);

export function openTrainer(settings: z.output<typeof trainerSettings>): Trainer {
  if (settings.kind === 'local') return localTrainer();
  const { host, folder, python, ssh } = settings;
  return remoteTrainer({ host, folder, ...(python && { python }), ...(ssh && { ssh }) });
}
