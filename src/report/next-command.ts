/** What to run after reading a report, from the state of its ladder; it does not know how the command is carried out. */
import type { Ladder } from '../domain/ladder.ts';
import { shellWord } from './shell-word.ts';

/** One shell command and why, without a line break. `task` is the folder as the command line takes it; empty where it need not be named. */
export function nextCommand(ladder: Ladder, task = ''): { readonly command: string; readonly why: string } {
  const at = task === '' ? '' : ` ${shellWord(task)}`;
  if (ladder.status === 'interrupted') {
    return {
      command: `fulcrum climb${at} --resume`,
      why: 'to measure what is missing; nothing is bought twice',
    };
  }
  if (ladder.status === 'budget exhausted') {
    const enough = Math.max(1, Math.ceil((ladder.spending.budgetUsd ?? ladder.spending.settledUsd) * 2));
    return {
      command: `fulcrum climb${at} --resume --budget ${enough}`,
      why: 'to go on with a larger budget; nothing is bought twice',
    };
  }
  if (ladder.quickLook !== undefined) {
    return { command: `fulcrum climb${at}`, why: 'to measure the whole ladder and decide' };
  }
  return {
    command: `fulcrum show ${shellWord(ladder.id)}${at} -o report.html`,
    why: 'for the charts, the cases won and lost, and the method',
  };
}
