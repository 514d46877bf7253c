/** The command line: builds the program, runs it, and turns errors into messages and exit codes. Knows no verb's work. */
import { Command, CommanderError } from 'commander';
import { fulcrumVersion } from '../workbench/fulcrum-version.ts';
import { commands } from './commands/commands.ts';
import { exitCode, printError } from './print-error.ts';
import { openShutdown } from './shutdown.ts';
import { openTerminal } from './terminal.ts';

export function buildProgram(run: Parameters<(typeof commands)[number]>[1], name = 'fulcrum'): Command {
  const program = new Command(name)
    .description('Turns "prompt, retrieve, fine-tune or combine?" into an experiment.')
    .version(fulcrumVersion())
    .showHelpAfterError('(add --help for all options)')
    .exitOverride();
  for (const add of commands) add(program, run);
  return program;
}

/** `name`: how the program was called, as hints and errors have to write it. */
export async function runCli(argv: readonly string[], name: string): Promise<number> {
  const terminal = openTerminal(process.env);
  using shutdown = openShutdown(terminal);
  let code = 0;
  const program = buildProgram(async (verb) => {
    code = await verb({ terminal, interruption: shutdown.interruption, program: name });
  }, name);
  try {
    await program.parseAsync(argv as string[]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.endLine();
    printError(error, terminal, name);
    return exitCode(error);
  }
}
