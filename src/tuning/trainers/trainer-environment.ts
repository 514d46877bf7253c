/** Finds the Python that can train, and the trainer's package. Starts neither; `trainer/setup.sh` makes the environment. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FulcrumError } from '../../domain/errors.ts';
import { programFile } from '../../domain/program-file.ts';
import { userDataFolder } from '../../models/catalogue/user-data-folder.ts';

export interface TrainerEnvironment {
  /** The interpreter. */
  readonly python: string;
  /** Holds `fulcrum_trainer`. */
  readonly packageFolder: string;
}

/** `trainer/` of this package or checkout. */
export const trainerFolder = fileURLToPath(new URL('../trainer', programFile('index')));

/** Where `fulcrum adapters setup` makes it: beside a checkout what its tests use, else in the user's data folder. */
export function environmentFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  return [path.join(trainerFolder, '..', '.venv-train'), path.join(userDataFolder(env), 'trainer')];
}

/** `FULCRUM_TRAINER_PYTHON`, else the first environment that is whole and up to date. Throws `TRAINER_NOT_SET_UP`. */
export async function findTrainerEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = environmentFolders(env),
): Promise<TrainerEnvironment> {
  const named = env.FULCRUM_TRAINER_PYTHON;
  if (named) return { python: named, packageFolder: trainerFolder };
  const requirements = await readFile(path.join(trainerFolder, 'requirements.txt'), 'utf8');
  const problems: string[] = [];
  for (const folder of folders) {
    const stamp = await readFile(path.join(folder, '.fulcrum-trainer'), 'utf8').catch(() => undefined);
    const python = stamp === undefined ? undefined : await interpreterIn(folder);
    // The first line of the stamp says which torch; after it stands what else was installed.
    const isCurrent = stamp?.slice(stamp.indexOf('\n') + 1).trim() === requirements.trim();
    if (python !== undefined && isCurrent) return { python, packageFolder: trainerFolder };
    problems.push(
      `${folder} ${python === undefined ? 'is not there, or not whole' : 'is of another version of Fulcrum'}`,
    );
  }
  throw new FulcrumError('TRAINER_NOT_SET_UP', { problem: problems.join('; ') });
}

async function interpreterIn(folder: string): Promise<string | undefined> {
  for (const name of ['bin/python', 'Scripts/python.exe']) {
    const file = path.join(folder, name);
    if (await stat(file).catch(() => undefined)) return file;
  }
  return undefined;
}
