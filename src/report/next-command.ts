/** What to run after reading a report, from the state of its ladder; it does not know how the command is carried out. */
import type { Ladder } from '../domain/ladder.ts';

/** One shell command and why, without a line break. */
export function nextCommand(ladder: Ladder): { readonly command: string; readonly why: string } {
  if (ladder.status === 'interrupted') {
    return { command: 'fulcrum climb --resume', why: 'to measure what is missing; nothing is bought twice' };
  }
  if (ladder.status === 'budget exhausted') {
    const enough = Math.max(1, Math.ceil((ladder.spending.budgetUsd ?? ladder.spending.settledUsd) * 2));
    return {
      command: `fulcrum climb --resume --budget ${enough}`,
      why: 'to go on with a larger budget; nothing is bought twice',
    };
  }
  return {
    command: `fulcrum show ${shellWord(ladder.id)} -o report.html`,
    why: 'for the charts, the cases won and lost, and the method',
  };
}

/** Ids are ours and plain; anything else could be read as more than one word by a shell. */
function shellWord(id: string): string {
  return /^[\w.-]+$/.test(id) ? id : 'latest';
}
