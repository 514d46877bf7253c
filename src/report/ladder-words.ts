/** Look-ups and phrases that every renderer of a ladder needs: rungs by id, who was chosen, what a verdict says. */
import type { Comparison, Ladder, Rung } from '../domain/ladder.ts';
import { count } from './format/count.ts';

export function rungById(ladder: Ladder, id: string | undefined): Rung | undefined {
  return id === undefined ? undefined : ladder.rungs.find((rung) => rung.id === id);
}

/** A rung's name, or its id where the record no longer holds the rung. */
export function rungName(ladder: Ladder, id: string): string {
  return rungById(ladder, id)?.name ?? id;
}

/** Place on the ladder from 1, as every report counts, or `?` where the record no longer holds the rung. */
export function rungPlace(ladder: Ladder, id: string): number | '?' {
  const index = ladder.rungs.findIndex((rung) => rung.id === id);
  return index === -1 ? '?' : index + 1;
}

/** The part a rung plays beside being measured. */
export function rungRole(
  ladder: Ladder,
  rung: Rung,
): 'chosen' | 'reference' | 'reference line' | 'ceiling' | undefined {
  if (rung.id === ladder.decision.rungId) return 'chosen';
  if (rung.id === ladder.referenceRungId) return 'reference';
  if (rung.ceiling) return 'ceiling';
  return rung.referenceLine ? 'reference line' : undefined;
}

/** `cannot tell; about 240 paired cases would`. */
export function verdictInWords(comparison: Comparison): string {
  if (comparison.verdict !== 'cannot tell' || comparison.casesToTell === undefined) return comparison.verdict;
  return `cannot tell; about ${count(comparison.casesToTell)} paired cases would`;
}

/** How the climb ended, and for what reason where it ended early. */
export function statusInWords({ status, stoppedBy }: Ladder): string {
  return stoppedBy === undefined || status === 'interrupted' ? status : `${status}: ${stoppedBy.message}`;
}

/** The heading of a decision: what to do, before why. */
export function decisionWord(ladder: Ladder): string {
  const words = {
    ship: 'Ship',
    'keep the reference': 'Keep the reference',
    'stop here': 'Stop here',
    undecided: 'Undecided',
  } as const;
  return words[ladder.decision.kind];
}

/** Rungs that were read on the sealed set, in ladder order. */
export function finalists(ladder: Ladder): readonly Rung[] {
  return ladder.rungs.filter((rung) => rung.sealed !== undefined);
}
