/** Errors as a person and as a program reads them. Prints nothing. */
import { CommanderError } from 'commander';
import { FulcrumError } from '../domain/errors.ts';
import { asCalled } from '../report/as-called.ts';

/** One a user can act on with its advice, a bug with its stack. */
export function errorAsText(
  error: unknown,
  program: string,
  style: (style: 'red', text: string) => string,
): string {
  if (error instanceof FulcrumError) {
    const text = `${error.message} [${error.code}]\n  ${error.advice}`;
    return `${style('red', 'error')} ${asCalled(text, program)}`;
  }
  return `${style('red', 'bug')} This should not have happened.\n${stackOf(error)}`;
}

/** `{"error":{"code","message","advice"}}` in one line. */
export function errorAsJson(error: unknown, program: string): string {
  return JSON.stringify({ error: describe(error, program) });
}

function describe(error: unknown, program: string): Readonly<Record<'code' | 'message' | 'advice', string>> {
  if (error instanceof FulcrumError) {
    const { code, message, advice } = error;
    return { code, message: asCalled(message, program), advice: asCalled(advice, program) };
  }
  if (error instanceof CommanderError) {
    return {
      code: 'USAGE',
      message: error.message.replace(/^error: /, ''),
      advice: 'Run it with --help for all options.',
    };
  }
  return { code: 'BUG', message: stackOf(error), advice: 'This should not have happened; please report it.' };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
