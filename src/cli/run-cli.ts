/** The command line: builds the program, runs it, and turns errors into messages and exit codes. Knows no verb's work. */
import { Command, CommanderError } from 'commander';
import { FulcrumError } from '../domain/errors.ts';
import { fulcrumVersion } from '../workbench/fulcrum-version.ts';
import type { Interruption } from '../workbench/interruption.ts';
import { commands } from './commands/commands.ts';
import { exitCode } from './exit-code.ts';
import { openShutdown } from './shutdown.ts';
import { openTerminal } from './terminal.ts';

/** `writesUsage`: whether commander itself says what was wrong with the usage. */
export function buildProgram(
  run: Parameters<(typeof commands)[number]>[1],
  { name = 'fulcrum', writesUsage = true } = {},
): Command {
  const program = new Command(name)
    .description('Turns "prompt, retrieve, fine-tune or combine?" into an experiment.')
    .version(fulcrumVersion())
    .showHelpAfterError('(add --help for all options)')
    .exitOverride();
  if (!writesUsage) program.configureOutput({ writeErr: () => {} });
  for (const add of commands) add(program, run);
  return program;
}

/** `name`: how the program was called, as hints and errors have to write it. */
export async function runCli(argv: readonly string[], name: string): Promise<number> {
  const json = argv.includes('--json');
  const terminal = openTerminal({ env: process.env, json, program: name });
  using shutdown = openShutdown(terminal);
  let code = 0;
  const program = buildProgram(
    async (verb) => {
      code = await verb({ terminal, interruption: shutdown.interruption, program: name });
    },
    { name, writesUsage: !json },
  );
  try {
    await program.parseAsync(argv as string[]);
    return code;
  } catch (thrown) {
    const error = orInterrupted(thrown, shutdown.interruption);
    const ended = exitCode(error);
    const isSaid = error instanceof CommanderError && (ended === 0 || !json);
    if (!isSaid) terminal.fail(error);
    return ended;
  }
}

/** Ctrl-C reaches the child that tries the engine as well: that it died tells nothing of the engine. */
function orInterrupted(error: unknown, { soft }: Interruption): unknown {
  const isEngine = error instanceof FulcrumError && error.code === 'MODEL_ENGINE_MISSING';
  return isEngine && soft.aborted ? soft.reason : error;
}
