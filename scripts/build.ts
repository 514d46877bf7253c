/** `npm run build`: compiles `src` to `dist` file by file, bundles the command line, and checks the package as npm would publish it. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { bundleProgram } from './bundle-program.ts';

const root = path.resolve(import.meta.dirname, '..');
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
run('tsc', '-p', 'tsconfig.build.json');
await bundleProgram(root);
run('publint', '--strict', '--level', 'error');
run('attw', '--pack', '--profile', 'esm-only', '--quiet');
