/** Where the command line writes: results to stdout, everything else to stderr, with one line that is overwritten while work goes on. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { errorAsJson, errorAsText } from './describe-error.ts';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Results: goes to stdout. */
  print(text: string): void;
  /** Messages: goes to stderr. */
  say(text: string): void;
  /** What went wrong: goes to stderr, as text or as one line of JSON. */
  fail(error: unknown): void;
  /** Overwrites the progress line; on a stream that is no terminal, prints at most every ten seconds. */
  line(text: string): void;
  style(style: Style, text: string): string;
  /** Whether a person may be watching the progress line. */
  readonly isWatched: boolean;
  /** Columns of the result stream. */
  readonly width: number;
  readonly colour: boolean;
}

const quietMs = 10_000;

export interface TerminalOptions {
  readonly env: NodeJS.ProcessEnv;
  /** A program reads: errors are JSON, and where stderr is no terminal they are all that is written there. */
  readonly json: boolean;
  /** How the program was called, as advice has to write it. */
  readonly program: string;
}

export function openTerminal({ env, json, program }: TerminalOptions): Terminal {
  const { stdout, stderr } = process;
  const colour = !env.NO_COLOR && stdout.isTTY === true && stderr.isTTY === true;
  let shown = '';
  let printedAt = 0;
  // A reader that has had enough (`fulcrum show | head`) is no error; what was done is done.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const clear = () => {
    if (shown !== '') stderr.write('\r\u001b[2K');
    shown = '';
  };
  const style: Terminal['style'] = (how, text) => (colour ? styleText(how, text) : text);
  const isQuiet = json && !stderr.isTTY;
  return {
    width: Math.min(stdout.columns ?? 100, 140),
    colour,
    isWatched: stderr.isTTY === true,
    style,
    print(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    fail(error) {
      clear();
      stderr.write(`${json ? errorAsJson(error, program) : errorAsText(error, program, style)}\n`);
    },
    say(text) {
      if (isQuiet) return;
      clear();
      stderr.write(`${text}\n`);
    },
    line(text) {
      if (isQuiet) return;
      if (!stderr.isTTY) {
        if (Date.now() - printedAt < quietMs) return;
        printedAt = Date.now();
        stderr.write(`${text}\n`);
        return;
      }
      clear();
      shown = stripVTControlCharacters(text).slice(0, (stderr.columns ?? 80) - 1);
      stderr.write(shown);
    },
  };
}
