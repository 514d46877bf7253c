/** `fulcrum adapters setup`: the Python environment of the trainer, made once for this user. Needs no task. */
import { setUpEnvironment } from '../tuning/trainers/set-up-environment.ts';
import { environmentFolders, findTrainerEnvironment } from '../tuning/trainers/trainer-environment.ts';
import type { Interruption } from './interruption.ts';
import type { OnProgress } from './progress.ts';

/** Returns the Python that trains. Throws `TRAINER_SETUP_FAILED`, or `INTERRUPTED`: the same command goes on from there. */
export async function setUpTrainer(
  { soft }: Interruption,
  onProgress: OnProgress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  // Who asks for a build of torch means the user's own environment, whatever else there is.
  const found = env.FULCRUM_TORCH ? undefined : await findTrainerEnvironment(env).catch(() => undefined);
  if (found !== undefined) return found.python;
  const folder = environmentFolders(env).at(-1) ?? '';
  await setUpEnvironment(folder, {
    env,
    signal: soft,
    onLine: (text) => onProgress({ kind: 'step', text }),
  });
  return (await findTrainerEnvironment(env, [folder])).python;
}
