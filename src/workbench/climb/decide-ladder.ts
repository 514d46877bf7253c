/** The decision of a ladder, or why there is none. Knows nothing of how the rungs were measured. */
import type { Contender } from '../../decide/decision/contender.ts';
import { decide } from '../../decide/decision/decide.ts';
import type { Decision } from '../../domain/ladder.ts';
import { compareOutcomes } from '../../measure/comparison/compare-outcomes.ts';
import type { SealedRungs } from './compare-sealed.ts';
import type { LadderParts } from './ladder-parts.ts';
import type { MeasuredRung } from './measured-rung.ts';
import type { DevReadings } from './read-dev.ts';

export function decideLadder(parts: LadderParts, dev: DevReadings, sealed: SealedRungs): Decision {
  const { status, quickLook, rungs, finalists, reference, comparison, task } = parts;
  if (status !== 'complete') {
    return undecided(
      parts,
      status === 'budget exhausted' ? 'the budget was exhausted' : `the climb was ${status}`,
      'Run `fulcrum climb --resume`: what was measured is kept.',
    );
  }
  if (quickLook !== undefined) {
    return undecided(
      parts,
      'only a part of the ladder was measured',
      'Run `fulcrum climb` without --only and --limit.',
    );
  }
  if (finalists === undefined)
    return undecided(parts, 'nothing could be scored', 'See the failures and warnings.');
  const basis = task.cases.sealedHash === undefined ? 'dev' : 'sealed';
  const unread = [finalists.bestId, reference?.id].find((id) => id !== undefined && !sealed.has(id));
  if (basis === 'sealed' && unread !== undefined) {
    const name = rungs.find((r) => r.id === unread)?.candidate.name;
    return undecided(
      parts,
      `${name} was not read on the sealed set`,
      'Run `fulcrum climb`: it buys what is missing.',
    );
  }
  const best = rungs.find((r) => r.id === finalists.bestId);
  const onDev = (rung: MeasuredRung, other: MeasuredRung | undefined) =>
    other === undefined || rung === other
      ? undefined
      : compareOutcomes(rung.dev, other.dev, other.id, comparison);
  const contenders = rungs.flatMap((rung): Contender[] => {
    if (rung.candidate.ceiling) return [];
    const read = sealed.get(rung.id);
    const reading = basis === 'sealed' ? read?.reading : dev.get(rung.id);
    if (reading === undefined) return [];
    const againstReference = read ? read.againstReference : onDev(rung, reference);
    const againstBest = read ? read.againstBest : onDev(rung, best);
    return [
      {
        id: rung.id,
        name: rung.candidate.name,
        reading,
        ...(againstReference && { againstReference }),
        ...(againstBest && { againstBest }),
        withoutLanguageModel: isWithoutLanguageModel(rung),
      },
    ];
  });
  return decide({
    contenders,
    bestId: finalists.bestId,
    ...(reference && { referenceId: reference.id }),
    constraints: task.config.constraints,
    marginPoints: comparison.margin * 100,
    confidence: comparison.confidence,
    basis,
    triedLanguageModel: !rungs.every(isWithoutLanguageModel),
  });
}

function isWithoutLanguageModel({ candidate }: MeasuredRung): boolean {
  const { kind } = candidate.stack.answerer;
  return kind === 'classifier' || kind === 'constant';
}

function undecided({ rungs }: LadderParts, why: string, next: string): Decision {
  const measured = `${rungs.length} ${rungs.length === 1 ? 'rung was' : 'rungs were'} measured on dev.`;
  return {
    kind: 'undecided',
    headline: `Undecided: ${why}.`,
    reasons: [measured],
    wouldSettle: [next],
    basis: 'dev',
  };
}
