/** The one way out on Ctrl-C: once stops buying and keeps all, twice leaves at once. */
import { type Interruption, interruptible } from '../workbench/interruption.ts';
import type { Terminal } from './terminal.ts';

export interface Shutdown extends Disposable {
  readonly interruption: Interruption;
}

export const interruptedCode = 130;

export function openShutdown(terminal: Terminal): Shutdown {
  const interruption = interruptible();
  const stop = () => {
    const again = interruption.soft.aborted;
    interruption.interrupt();
    if (again) process.exit(interruptedCode);
    terminal.say('Stopping: calls under way are finished and kept. Press Ctrl-C again to leave at once.');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    interruption,
    [Symbol.dispose]() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
