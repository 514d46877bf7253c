#!/usr/bin/env node
/** The executable: sets the engine up, keeps compiled code between runs, and knows how it was called. Knows no command. */
import { enableCompileCache } from 'node:module';
import { relative } from 'node:path';

/** Garbage is collected early: a climb leaves much behind, in buffers above all, and keeps little. V8 reads these only as it starts. */
const engineFlags = ['--max-semi-space-size=8', '--heap-growing-percent=100'];
const isSetUp = engineFlags.every((flag) => process.execArgv.includes(flag));
// The same process goes on with them. Where there is no such call, it works as well and takes more memory.
if (!isSetUp && process.platform !== 'win32' && typeof process.execve === 'function') {
  const [node, ...rest] = process.argv;
  const flags = [...process.execArgv, '--disable-warning=ExperimentalWarning', ...engineFlags];
  process.execve(process.execPath, [node ?? process.execPath, ...flags, ...rest]);
}

enableCompileCache();
const { runCli } = await import('./run-cli.ts');
const { shellWord } = await import('../report/shell-word.ts');
// A launcher says how it was called itself; without one the source is run as it lies, what was built under its name.
const program =
  process.env.FULCRUM_PROGRAM ??
  (import.meta.filename.endsWith('.ts')
    ? `node ${shellWord(relative('', import.meta.filename))}`
    : 'fulcrum');
process.exitCode = await runCli(process.argv, program);
