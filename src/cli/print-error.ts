/** Prints an error the way it deserves: one a user can act on with its advice, a bug with its stack. */
import { FulcrumError } from '../domain/errors.ts';
import { asCalled } from '../report/as-called.ts';
import { interruptedCode } from './shutdown.ts';
import type { Terminal } from './terminal.ts';

export function printError(error: unknown, terminal: Terminal, program: string): void {
  if (error instanceof FulcrumError) {
    const text = `${error.message} [${error.code}]\n  ${error.advice}`;
    terminal.say(`${terminal.style('red', 'error')} ${asCalled(text, program)}`);
    return;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.say(`${terminal.style('red', 'bug')} This should not have happened.\n${stack}`);
}

/** 1 for errors, 130 for an interruption. */
export function exitCode(error: unknown): number {
  return error instanceof FulcrumError && error.code === 'INTERRUPTED' ? interruptedCode : 1;
}
