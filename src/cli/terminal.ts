/** Where the command line writes: results to stdout, everything else to stderr, with one line that is overwritten while work goes on. */
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Results: goes to stdout. */
  print(text: string): void;
  /** Messages: goes to stderr. */
  say(text: string): void;
  /** Overwrites the progress line; on a stream that is no terminal, prints at most every ten seconds. */
  line(text: string): void;
  /** Removes the progress line. */
  endLine(): void;
  style(style: Style, text: string): string;
  /** Whether a person may be watching the progress line. */
  readonly isWatched: boolean;
  /** Columns of the result stream. */
  readonly width: number;
  readonly colour: boolean;
}

const quietMs = 10_000;

export function openTerminal(env: NodeJS.ProcessEnv): Terminal {
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
  return {
    width: Math.min(stdout.columns ?? 100, 140),
    colour,
    isWatched: stderr.isTTY === true,
    style: (style, text) => (colour ? styleText(style, text) : text),
    print(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    say(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    line(text) {
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
    endLine: clear,
  };
}
