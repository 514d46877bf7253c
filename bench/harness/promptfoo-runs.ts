/** A throwaway folder for promptfoo over the same cases, installed at the pinned version on first use. Nothing leaves the machine but the install. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instruction, labels, writePromptfooCases } from './case-files.ts';
import { npmInstall, versionIn } from './peer-package.ts';
import { type TimedProcess, timedProcess } from './timed-process.ts';

export const promptfooVersion = '0.123.1';

export interface PromptfooRuns extends AsyncDisposable {
  /** One `promptfoo eval` over all cases, with an initialised database and no cached answers. Throws when a case has no answer. */
  evaluate(...flags: readonly string[]): Promise<TimedProcess>;
}

/** promptfoo ends with this code when assertions failed, as most do against a mock. */
const someFailed = 100;

export async function promptfooRuns(options: {
  readonly cases: number;
  /** Ends in `/v1`. */
  readonly baseURL: string;
  readonly timeoutMs: number;
}): Promise<PromptfooRuns> {
  const program = installed();
  const folder = await mkdtemp(join(tmpdir(), 'fulcrum-promptfoo-'));
  const [state, template] = [join(folder, 'state'), join(folder, 'template')];
  const env = {
    ...process.env,
    PROMPTFOO_CONFIG_DIR: state,
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
    PROMPTFOO_DISABLE_SHARING: '1',
    NO_COLOR: '1',
  };
  const run = (...argv: readonly string[]) =>
    timedProcess(process.execPath, [program, 'eval', ...argv], {
      cwd: folder,
      env,
      timeoutMs: options.timeoutMs,
    });
  await writePromptfooCases(folder, options.cases);
  const prompt = `${instruction}\n\nAnswer with exactly one of these labels and nothing else:\n${labels.map((l) => `- ${l}`).join('\n')}\n\n<input>\n{{text}}\n</input>`;
  const config = {
    prompts: [prompt],
    providers: [
      { id: 'openai:chat:one', config: { apiBaseUrl: options.baseURL, apiKey: 'none', max_tokens: 16 } },
    ],
    tests: 'file://tests.csv',
  };
  await writeFile(join(folder, 'promptfooconfig.json'), JSON.stringify(config));
  await mkdir(state);
  await run('-c', 'promptfooconfig.json', '-n', '1', '--no-cache');
  await cp(state, template, { recursive: true });

  return {
    async evaluate(...flags) {
      await rm(state, { recursive: true, force: true });
      await cp(template, state, { recursive: true });
      const timed = await run('-c', 'promptfooconfig.json', ...flags);
      if (timed.exitCode !== 0 && timed.exitCode !== someFailed)
        throw new Error(`promptfoo ended with ${timed.exitCode}:\n${timed.output.slice(-2000)}`);
      return timed;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** In `PROMPTFOO_DIR`, else a folder of the system's for temporary files that later runs find again. */
function installed(): string {
  const folder = process.env.PROMPTFOO_DIR ?? join(tmpdir(), `promptfoo-${promptfooVersion}`);
  const found = () => versionIn(folder, 'promptfoo') === promptfooVersion;
  if (!found()) {
    npmInstall(folder, `promptfoo@${promptfooVersion}`, '--omit=optional');
    if (!found()) throw new Error(`promptfoo ${promptfooVersion} could not be installed into ${folder}`);
  }
  // Its optional dependencies weigh 1 GB; of them it needs the database's binary of this platform alone.
  const binary = `@libsql/${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;
  if (!existsSync(join(folder, 'node_modules', binary)))
    npmInstall(folder, `${binary}@${versionIn(folder, 'libsql')}`, '--omit=optional');
  return join(folder, 'node_modules', 'promptfoo', 'dist', 'src', 'entrypoint.js');
}
