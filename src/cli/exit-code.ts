/** The exit code that an error ends the program with. */
import { CommanderError } from 'commander';
import { FulcrumError } from '../domain/errors.ts';
import { interruptedCode } from './shutdown.ts';

/** 0 for help, 2 for wrong usage, 130 for an interruption, 1 for any other error. */
export function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof FulcrumError && error.code === 'INTERRUPTED' ? interruptedCode : 1;
}
