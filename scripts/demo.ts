/** `make demo`, `npm run demo`: climbs a copy of examples/triage, so that the checkout stays clean; a second run finds everything measured. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const demo = path.join(root, '.demo', 'triage');
mkdirSync(demo, { recursive: true });
for (const file of ['fulcrum.config.ts', 'tickets.csv', 'house-rules.md']) {
  copyFileSync(path.join(root, 'examples', 'triage', file), path.join(demo, file));
}

/** As the README calls it; without a shell the source itself is run. */
const called = process.platform === 'win32' ? {} : { FULCRUM_PROGRAM: 'bin/fulcrum' };

function fulcrum(stdout: 'inherit' | 'ignore', ...args: string[]): void {
  const main = path.join(root, 'src', 'cli', 'main.ts');
  const { status } = spawnSync(process.execPath, [main, ...args], {
    stdio: ['inherit', stdout, 'inherit'],
    env: { ...process.env, ...called },
  });
  if (status !== 0) process.exit(status ?? 1);
}

// What it prints would name a next command, which is the one below.
fulcrum('ignore', 'models', 'pull', 'local/smollm2-135m', 'local/minilm-l6-v2');
// As it has to be typed again.
const task = path.relative('', demo);
fulcrum('inherit', 'climb', task, '-o', path.join(task, 'report.html'), ...process.argv.slice(2));
