#!/usr/bin/env node
/** The executable: keeps compiled code between runs, so that the next start is faster. Knows no command. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCli } = await import('./run-cli.ts');
process.exitCode = await runCli(process.argv);
