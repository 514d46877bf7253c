#!/usr/bin/env node
/** The executable: keeps compiled code between runs, so that the next start is faster, and knows how it was called. Knows no command. */
import { enableCompileCache } from 'node:module';
import { relative } from 'node:path';

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
