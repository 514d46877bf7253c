/** What to run after reading a report, from the state of its ladder; it does not know how the commands are carried out. */
import type { Ladder } from '../domain/ladder.ts';
import { finalists, rungPlace } from './ladder-words.ts';
import { shellWord } from './shell-word.ts';

export interface NextCommand {
  /** One shell command, without a line break. */
  readonly command: string;
  readonly why: string;
}

export interface NextOptions {
  /** How the program is called; `fulcrum` by default. */
  readonly program?: string;
  /** The task in shell words, as the command line takes it; absent or empty where it need not be named. */
  readonly task?: string;
  /** A report to be read by people was just written. */
  readonly reportWritten?: boolean;
}

export function nextCommands(ladder: Ladder, options: NextOptions): readonly NextCommand[] {
  const { program = 'fulcrum', task = '', reportWritten = false } = options;
  const at = task === '' ? '' : ` ${task}`;
  if (ladder.status === 'interrupted' || ladder.status === 'stopped') {
    return [
      {
        command: `${program} climb${at}${asked(ladder)} --resume`,
        why: 'to measure what is missing; nothing is bought twice',
      },
    ];
  }
  if (ladder.status === 'budget exhausted') {
    const enough = Math.max(1, Math.ceil((ladder.spending.budgetUsd ?? ladder.spending.settledUsd) * 2));
    return [
      {
        command: `${program} climb${at}${asked(ladder)} --resume --budget ${enough}`,
        why: 'to go on with a larger budget; nothing is bought twice',
      },
    ];
  }
  if (ladder.quickLook !== undefined) {
    return [{ command: `${program} climb${at}`, why: 'to measure the whole ladder and decide' }];
  }
  const next: NextCommand[] = [];
  if (!reportWritten) {
    next.push({
      command: `${program} show ${shellWord(ladder.id)}${at} -o report.html`,
      why: 'for the charts, the cases won and lost, and the method',
    });
  }
  const rungs = rungsToCompare(ladder);
  if (rungs !== undefined) {
    next.push({
      command: `${program} compare ${rungs.map((rung) => shellWord(`${ladder.id}:${rung}`)).join(' ')}${at}`,
      why: `to set #${rungs[0]} against #${rungs[1]} case by case, or any other <climb>:<rung>`,
    });
  }
  return next.length > 0 ? next : [{ command: `${program} show${at}`, why: 'for all climbs of the task' }];
}

/** Places of the chosen rung, or of the foremost there is, and of the reference. */
function rungsToCompare(ladder: Ladder): readonly [number, number] | undefined {
  const { decision, referenceRungId, rungs } = ladder;
  const foremost = [decision.rungId, ...[...finalists(ladder), ...rungs].map(({ id }) => id)];
  const candidate = foremost.find((id) => id !== undefined && id !== referenceRungId);
  const places = [candidate, referenceRungId].map((id) => (id === undefined ? '?' : rungPlace(ladder, id)));
  const [a, b] = places;
  return typeof a === 'number' && typeof b === 'number' ? [a, b] : undefined;
}

/** The options of a quick look: resumed without them it would become a whole climb. */
function asked({ quickLook }: Ladder): string {
  const { only = [], devCases } = quickLook ?? {};
  const limit = devCases === undefined ? '' : ` --limit ${devCases}`;
  return `${only.map((lever) => ` --only ${shellWord(lever)}`).join('')}${limit}`;
}
