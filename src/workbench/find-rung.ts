/** Finds the rung of a ladder that a person means. Knows nothing of where ladders are kept. */
import { editDistance } from '../cases/nearest.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Ladder, Rung } from '../domain/ladder.ts';

const namesListed = 3;

/**
 * By id or exact name; else by lever, by its number on the ladder (`3`, `#3`) or by the beginning of its name, case ignored. Throws
 * `RUNG_AMBIGUOUS` when a lever or beginning fits several, `RUNG_UNKNOWN` when nothing fits.
 */
export function findRung({ id, rungs }: Ladder, wanted: string): Rung {
  const exact = rungs.find((rung) => rung.id === wanted || rung.name === wanted);
  if (exact !== undefined) return exact;
  const number = /^#?([1-9]\d*)$/.exec(wanted)?.[1];
  const numbered = number === undefined ? undefined : rungs[Number(number) - 1];
  if (numbered !== undefined) return numbered;
  const lower = wanted.toLowerCase();
  const ofLever = rungs.filter((rung) => rung.lever === lower);
  const fitting =
    ofLever.length > 0 || lower === ''
      ? ofLever
      : rungs.filter((rung) => rung.name.toLowerCase().startsWith(lower));
  if (fitting.length > 1) {
    throw new FulcrumError('RUNG_AMBIGUOUS', { id, rung: wanted, rungs: listed(fitting, rungs) });
  }
  const [only] = fitting;
  if (only === undefined) {
    throw new FulcrumError('RUNG_UNKNOWN', {
      id,
      rung: wanted,
      rungs: listed(nearestTo(lower, rungs), rungs),
    });
  }
  return only;
}

/** Compared with as much of each name as was given, since a beginning is enough. */
function nearestTo(lower: string, rungs: readonly Rung[]): readonly Rung[] {
  const distance = ({ name, lever }: Rung) =>
    Math.min(
      ...[name.toLowerCase().slice(0, lower.length), lever].map((text) =>
        editDistance(lower.slice(0, 200), text),
      ),
    );
  return rungs.toSorted((a, b) => distance(a) - distance(b)).slice(0, namesListed);
}

/** E.g. `#3 instruction, #4 few-shot (5)`. */
function listed(some: readonly Rung[], rungs: readonly Rung[]): string {
  return some.map((rung) => `#${rungs.indexOf(rung) + 1} ${rung.name}`).join(', ');
}
