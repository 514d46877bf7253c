/** `npm run check`: types, lint, unused code; prints only what fails. */
import { spawn } from 'node:child_process';

const checks = [
  ['types', 'tsc', ['--noEmit']],
  ['lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['unused', 'knip', ['--no-progress']],
] as const;

function run(name: string, command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.on('error', (error) => {
      output += error.message;
    });
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(`── ${name}\n${output}\n`);
      resolve(code === 0);
    });
  });
}

const passed: boolean[] = [];
for (const [name, command, args] of checks) passed.push(await run(name, command, args));
process.exitCode = passed.every(Boolean) ? 0 : 1;
