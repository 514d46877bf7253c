/** Reads a task's config file. Knows nothing of what the task then does. */
import { readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FulcrumError } from '../../domain/errors.ts';
import { programFile } from '../../domain/program-file.ts';
import { configKeys } from './config-keys.ts';
import { describeIssue } from './describe-issue.ts';
import { findConfig } from './find-config.ts';
import { innermostIssue } from './innermost-issue.ts';
import { type ReadTaskConfig, taskSchema } from './task-config.ts';

export interface LoadedConfig {
  readonly config: ReadTaskConfig;
  /** Everything the config names is relative to this. */
  readonly folder: string;
  readonly file: string;
}

/** `where`: a config file or a folder that holds one. Throws `CONFIG_MISSING` or `CONFIG_INVALID`. */
export async function loadConfig(where: string): Promise<LoadedConfig> {
  const file = findConfig(where);
  const raw = await readConfig(file);
  const read = taskSchema.safeParse(raw);
  if (!read.success) {
    const [issue] = read.error.issues.map(innermostIssue);
    const problem =
      issue === undefined ? read.error.message : describeIssue(issue, raw, configKeys(issue.path));
    throw new FulcrumError('CONFIG_INVALID', { file: path.basename(file), problem });
  }
  return { config: read.data, folder: path.dirname(file), file };
}

async function readConfig(file: string): Promise<unknown> {
  const extension = path.extname(file);
  try {
    if (extension === '.json') return JSON.parse(await readFile(file, 'utf8'));
    if (extension === '.yaml' || extension === '.yml') {
      const { parse } = await import('yaml');
      return parse(await readFile(file, 'utf8'));
    }
    resolveOwnName();
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    return loaded.default;
  } catch (error) {
    throw new FulcrumError(
      'CONFIG_INVALID',
      { file: path.basename(file), problem: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

let resolves = false;

/** Lets a config file `import { defineTask } from 'fulcrum'` wherever it lies, without an install beside it. */
function resolveOwnName(): void {
  if (resolves) return;
  resolves = true;
  const entry = programFile('index').href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'fulcrum' ? { url: entry, shortCircuit: true } : next(specifier, context),
  });
}
