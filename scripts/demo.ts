/**
 * `make demo`, `npm run demo`: climbs a copy of examples/triage with an adapter trained here beside its rungs, so that the checkout stays clean; a
 * second run finds everything measured. Where the trainer cannot be had, it climbs without.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Few tickets and short, so that the whole stays below a quarter of an hour on two cores. */
const tuning = "{ lever: 'tuning', limit: 150, epochs: 2, forgetting: false }";

const root = path.resolve(import.meta.dirname, '..');
const demo = path.join(root, '.demo', 'triage');
mkdirSync(demo, { recursive: true });
const example = path.join(root, 'examples', 'triage');
for (const file of ['tickets.csv', 'house-rules.md'])
  copyFileSync(path.join(example, file), path.join(demo, file));

/** As the README calls it; without a shell the source itself is run. */
const called = process.platform === 'win32' ? {} : { FULCRUM_PROGRAM: 'bin/fulcrum' };

function run(stdout: 'inherit' | 'ignore', ...args: string[]): number {
  const main = path.join(root, 'src', 'cli', 'main.ts');
  const { status } = spawnSync(process.execPath, [main, ...args], {
    stdio: ['inherit', stdout, 'inherit'],
    env: { ...process.env, ...called },
  });
  return status ?? 1;
}

function fulcrum(stdout: 'inherit' | 'ignore', ...args: string[]): void {
  const status = run(stdout, ...args);
  if (status !== 0) process.exit(status);
}

function writeConfig(withAdapter: boolean): void {
  const written = readFileSync(path.join(example, 'fulcrum.config.ts'), 'utf8');
  const config = written.replace(/(?<=\n {2}levers: \[\n[\s\S]*?)(?=\n {2}\],\n)/, `\n    ${tuning},`);
  if (config === written) throw new Error('the example lists its levers in another form');
  writeFileSync(path.join(demo, 'fulcrum.config.ts'), withAdapter ? config : written);
}

// What it prints would name a next command, which is the one below.
fulcrum('ignore', 'models', 'pull', 'local/smollm2-135m', 'local/minilm-l6-v2');
const hasTrainer = run('ignore', 'adapters', 'setup') === 0;
if (!hasTrainer)
  console.error('Without a trained adapter, as the trainer could not be set up, for the reason above.');
writeConfig(hasTrainer);
// As it has to be typed again.
const task = path.relative('', demo);
fulcrum('inherit', 'climb', task, '-o', path.join(task, 'report.html'), ...process.argv.slice(2));
