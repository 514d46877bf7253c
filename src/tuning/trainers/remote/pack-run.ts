/** A run folder as one that holds all it takes to train elsewhere: rows, spec with relative paths, the trainer, `run.sh`. Sends nothing. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FulcrumError } from '../../../domain/errors.ts';
import { fileSha256 } from '../../../models/catalogue/file-sha256.ts';
import { trainerFolder } from '../trainer-environment.ts';

export interface PackedRun {
  /** Of everything in it and of its base: the same run has the same. */
  readonly id: string;
  /** Files of the folder, by relative path, `run.sh` last. */
  readonly files: readonly string[];
  readonly base: PackedBase;
}

/** A GGUF, or what a folder of safetensors is made of. */
export interface PackedBase {
  readonly folder: string;
  readonly files: readonly string[];
  /** As `trainer/README.md` says. */
  readonly sha256: string;
  readonly bytes: number;
}

const rowFiles = ['train.jsonl', 'dev.jsonl', 'canary.jsonl'];
const specSchema = z.looseObject({
  base: z.object({ path: z.string(), name: z.string().optional(), sha256: z.string().optional() }),
});

/** The base is to lie in `base/` beside the spec: linked there, or copied. Throws `TRAINING_REFUSED` or `TRAINING_BASE_CHANGED`. */
export async function packRun(runFolder: string, target: string): Promise<PackedRun> {
  const spec = await readSpec(runFolder);
  const at = path.resolve(runFolder, spec.base.path);
  const base = await packBase(at);
  if (spec.base.sha256 !== undefined && spec.base.sha256 !== base.sha256) {
    const problem = `${at} has the digest ${base.sha256}, the spec asks for ${spec.base.sha256}`;
    throw new FulcrumError('TRAINING_BASE_CHANGED', {
      problem,
      advice: 'Name the model that the spec was made for.',
    });
  }
  const isFile = path.resolve(base.folder) !== at;
  const name = spec.base.name ?? path.parse(at).name;
  const relative = isFile ? `base/${path.basename(at)}` : 'base';
  const packed = { ...spec, base: { path: relative, name, sha256: base.sha256 } };
  await mkdir(path.join(target, 'trainer'), { recursive: true });
  await writeFile(path.join(target, 'spec.json'), JSON.stringify(packed, undefined, 1));
  const files = ['spec.json'];
  for (const file of rowFiles) {
    const source = path.join(runFolder, file);
    if ((await stat(source).catch(() => undefined)) === undefined) continue;
    await cp(source, path.join(target, file));
    files.push(file);
  }
  const modules = (await readdir(path.join(trainerFolder, 'fulcrum_trainer'))).filter((n) =>
    n.endsWith('.py'),
  );
  const program = ['setup.sh', 'requirements.txt', ...modules.sort().map((n) => `fulcrum_trainer/${n}`)];
  for (const file of program) {
    await cp(path.join(trainerFolder, file), path.join(target, 'trainer', file));
    files.push(`trainer/${file}`);
  }
  await cp(path.join(trainerFolder, 'run.sh'), path.join(target, 'run.sh'));
  files.push('run.sh');
  return { id: await digestOf(target, files), files, base };
}

async function readSpec(folder: string): Promise<z.infer<typeof specSchema>> {
  try {
    return specSchema.parse(JSON.parse(await readFile(path.join(folder, 'spec.json'), 'utf8')));
  } catch (error) {
    throw refused(`spec.json: ${(error as Error).message}`);
  }
}

async function packBase(at: string): Promise<PackedBase> {
  try {
    const isFolder = (await stat(at)).isDirectory();
    const folder = isFolder ? at : path.dirname(at);
    const names = isFolder ? await readdir(at) : [path.basename(at)];
    const files = names.filter((n) => !isFolder || /\.(json|safetensors|model|txt)$/.test(n)).sort();
    let bytes = 0;
    for (const file of files) bytes += (await stat(path.join(folder, file))).size;
    const sha256 = isFolder ? await digestOf(folder, files) : await fileSha256(at);
    return { folder, files, sha256, bytes };
  } catch (error) {
    throw refused(`the base model cannot be read: ${(error as Error).message}`);
  }
}

/** Over a line `name sha256` for each. */
async function digestOf(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file} ${await fileSha256(path.join(folder, file))}\n`);
  return hash.digest('hex');
}

function refused(problem: string): FulcrumError {
  return new FulcrumError('TRAINING_REFUSED', {
    problem,
    advice: '`trainer/README.md` says what a run folder holds.',
  });
}
