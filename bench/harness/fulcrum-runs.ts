/** A throwaway task folder for the CLI, with a database that was initialised before the clock starts. Knows nothing of what is compared. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/store/connection.ts';
import { livingClaims } from '../../src/store/embedded/database-lock.ts';
import { instruction, labels, writeFulcrumCases } from './case-files.ts';
import { residentMb } from './process-tree.ts';
import { type TimedProcess, timedProcess } from './timed-process.ts';

/** What a package holds, as its opponent is measured too. */
const program = fileURLToPath(new URL('../../dist/program/fulcrum.js', import.meta.url));

export interface FulcrumRuns extends AsyncDisposable {
  /** Forgets all that was stored: the next climb finds an initialised, empty database. */
  reset(): Promise<void>;
  /** One `fulcrum climb` over all cases. Throws when it fails or leaves a case unanswered. */
  climb(...flags: readonly string[]): Promise<TimedProcess>;
  /** Megabytes of the database process alone, before any query but those that open it. */
  restingMb(): Promise<number>;
}

export interface FulcrumRunsOptions {
  readonly cases: number;
  /** Ends in `/v1`. */
  readonly baseURL: string;
  /** Calls the provider row allows at a time; the default of rows when absent. */
  readonly maxConcurrency?: number;
  readonly timeoutMs: number;
}

export async function fulcrumRuns({
  cases,
  baseURL,
  maxConcurrency,
  timeoutMs,
}: FulcrumRunsOptions): Promise<FulcrumRuns> {
  if (!existsSync(program)) throw new Error('the program is not built: npm run build');
  const folder = await mkdtemp(join(tmpdir(), 'fulcrum-bench-'));
  const [template, task] = [join(folder, 'template'), join(folder, 'task')];
  const stateFolder = join(task, '.fulcrum');
  await mkdir(task);
  await writeFulcrumCases(task, cases);
  const config = {
    name: 'speed',
    cases: { train: 'train.csv', dev: 'dev.csv' },
    contract: { kind: 'label', labels },
    instruction,
    models: { chat: 'mock/one' },
    providers: [{ id: 'mock', baseURL, ...(maxConcurrency !== undefined && { maxConcurrency }) }],
    maxOutputTokens: 16,
    levers: ['instruction'],
  };
  await writeFile(join(task, 'fulcrum.config.json'), JSON.stringify(config));
  await (await openDatabase({ stateFolder: template }))[Symbol.asyncDispose]();
  await ended(template);

  return {
    async reset() {
      await ended(stateFolder);
      await rm(stateFolder, { recursive: true, force: true });
      await mkdir(stateFolder);
      await cp(join(template, 'db'), join(stateFolder, 'db'), { recursive: true });
    },
    async climb(...flags) {
      await ended(stateFolder);
      const run = await timedProcess(process.execPath, [program, 'climb', task, ...flags], {
        cwd: task,
        env: process.env,
        timeoutMs,
      });
      if (run.exitCode !== 0) throw new Error(`climb ended with ${run.exitCode}:\n${run.output}`);
      return run;
    },
    async restingMb() {
      await using _database = await openDatabase({ stateFolder });
      await sleep(500);
      return residentMb(livingClaims(stateFolder)[0]?.process.pid ?? 0);
    },
    async [Symbol.asyncDispose]() {
      await ended(stateFolder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The embedded server waits a little for another client; a run that found it warm would be faster than it is. */
async function ended(stateFolder: string): Promise<void> {
  for (let waitedMs = 0; livingClaims(stateFolder).length > 0; waitedMs += 50) {
    if (waitedMs > 30_000) throw new Error(`the embedded server of ${stateFolder} does not end`);
    await sleep(50);
  }
}
