/** Builds the published record of a climb from its measured rungs. Knows nothing of how they were measured. */
import { readSealedSetLog } from '../../cases/seal/sealed-set-log.ts';
import type { Finalists } from '../../decide/decision/choose-finalists.ts';
import { checkConstraints } from '../../decide/decision/constraints.ts';
import { type Contender, decide } from '../../decide/decision/decide.ts';
import type { Comparison, Decision, Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { compareBatch } from '../../measure/comparison/compare-batch.ts';
import { compareOutcomes } from '../../measure/comparison/compare-outcomes.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import { readOutcomes } from '../../measure/comparison/read-outcomes.ts';
import type { Stores } from '../../store/open-stores.ts';
import { describeMachine } from '../describe-machine.ts';
import { fulcrumVersion } from '../fulcrum-version.ts';
import type { Task } from '../task.ts';
import { collectFlips } from './collect-flips.ts';
import type { LeftOut, MeasuredRung } from './measured-rung.ts';
import { type DevReadings, readDev } from './read-dev.ts';
import { withoutUnset } from './read-sealed.ts';

export interface LadderParts {
  readonly id: string;
  readonly createdAt: Date;
  readonly status: Ladder['status'];
  readonly rungs: readonly MeasuredRung[];
  readonly leftOut: readonly LeftOut[];
  /** Only some levers or cases were asked for: nothing is decided. */
  readonly partial: boolean;
  readonly reference: MeasuredRung | undefined;
  readonly finalists: Finalists | undefined;
  readonly comparison: ComparisonSettings;
  readonly scorerName: string;
  readonly budgetUsd: number | undefined;
  readonly task: Task;
  readonly stores: Pick<Stores, 'caseSets' | 'attempts' | 'artefacts' | 'ledger'>;
}

export async function buildLadder(parts: LadderParts): Promise<Ladder> {
  const { task, reference, comparison } = parts;
  const { config, cases } = task;
  const dev = readDev(parts.rungs, reference, comparison);
  const constraints = withoutUnset(config.constraints);
  const sealed = readSealedRungs(parts);
  const rungs: Rung[] = [];
  for (const [i, rung] of parts.rungs.entries()) {
    rungs.push(await describeRung(rung, parts.rungs[i - 1], dev, sealed.get(rung.id), parts));
  }
  return {
    schemaVersion: 1,
    id: parts.id,
    task: task.name,
    createdAt: parts.createdAt.toISOString(),
    fulcrumVersion: fulcrumVersion(),
    status: parts.status,
    machine: describeMachine(),
    caseSet: {
      hash: cases.hash,
      sources: [...cases.sources],
      ...cases.counts,
      ...(cases.sealedHash !== undefined && { sealedHash: cases.sealedHash }),
    },
    scorer: { name: parts.scorerName, binary: comparison.binary },
    marginPoints: config.marginPoints,
    confidence: config.confidence,
    seed: config.seed,
    constraints,
    ...(reference && { referenceRungId: reference.id }),
    rungs,
    leftOut: [...parts.leftOut],
    decision: decideOn(parts, dev, sealed, constraints),
    spending: await describeSpending(parts),
    sealedLog: (await readSealedSetLog(task.folder))
      .filter((look) => look.sealedHash === cases.sealedHash)
      .map(({ at, rung, stackHash, sealedHash, kind }) => ({ at, rung, stackHash, sealedHash, kind })),
    warnings: warningsOf(parts, dev),
  };
}

interface SealedRung {
  readonly reading: Reading;
  readonly againstReference?: Comparison;
  readonly againstBest?: Comparison;
}

/** Readings and comparisons of the rungs read on the sealed set, Holm within the batch. */
function readSealedRungs({ rungs, reference, finalists, comparison }: LadderParts): Map<string, SealedRung> {
  const read = rungs.flatMap((r) => (r.sealed === undefined ? [] : [{ rung: r, outcomes: r.sealed }]));
  const againstEach = (target: string | undefined): Map<string, Comparison> => {
    const other = read.find(({ rung }) => rung.id === target);
    if (other === undefined) return new Map();
    const candidates = read.filter((r) => r !== other);
    const compared = compareBatch(
      candidates.map((c) => c.outcomes),
      other.outcomes,
      other.rung.id,
      comparison,
    );
    return new Map(
      candidates.flatMap(({ rung }, i) => (compared[i] ? [[rung.id, compared[i]] as const] : [])),
    );
  };
  const againstReference = againstEach(reference?.id);
  const againstBest = againstEach(finalists?.bestId);
  return new Map(
    read.map(({ rung, outcomes }) => {
      const [vsReference, vsBest] = [againstReference.get(rung.id), againstBest.get(rung.id)];
      const reading = readOutcomes(outcomes, {
        ...comparison,
        split: 'sealed',
        prefixState: rung.stack.prefixState,
        ...(reference?.sealed && reference !== rung && { reference: reference.sealed }),
      });
      return [
        rung.id,
        {
          reading,
          ...(vsReference && { againstReference: vsReference }),
          ...(vsBest && { againstBest: vsBest }),
        },
      ];
    }),
  );
}

async function describeRung(
  rung: MeasuredRung,
  below: MeasuredRung | undefined,
  devReadings: DevReadings,
  sealed: SealedRung | undefined,
  parts: LadderParts,
): Promise<Rung> {
  const { reference, comparison, task } = parts;
  const dev = devReadings.get(rung.id) as Reading;
  const compare = (other: MeasuredRung | undefined) =>
    other === undefined || other === rung
      ? undefined
      : compareOutcomes(rung.dev, other.dev, other.id, comparison);
  const [devComparison, stepComparison] = [compare(reference), compare(below)];
  const { flips, leftOut } = below
    ? await collectFlips(rung, below, { ...parts.stores, caseSetHash: task.cases.hash })
    : { flips: [], leftOut: 0 };
  const { candidate, making } = rung;
  const basis = sealed?.reading ?? dev;
  const hidden = basis.slices.filter((s) => s.hiddenByMean).map((s) => s.tag);
  return {
    id: rung.id,
    name: candidate.name,
    lever: rung.lever,
    stackHash: rung.stack.hash,
    stack: candidate.stack as unknown as Rung['stack'],
    why: candidate.why,
    referenceLine: candidate.referenceLine ?? false,
    making: {
      seconds: making.seconds,
      costUsd:
        making.costUsd === undefined
          ? { unknown: 'the price of a call is unknown' }
          : { value: making.costUsd },
    },
    constraintChecks: checkConstraints(basis, withoutUnset(task.config.constraints)),
    dev,
    ...(sealed && { sealed: sealed.reading }),
    ...(devComparison && { devComparison }),
    ...(sealed?.againstReference && { sealedComparison: sealed.againstReference }),
    ...(sealed?.againstBest && { sealedAgainstBest: sealed.againstBest }),
    ...(stepComparison && { stepComparison }),
    flips,
    flipsLeftOut: leftOut,
    warnings:
      hidden.length > 0 ? [`worse than the reference on ${hidden.join(', ')}, which the mean hides`] : [],
  };
}

function decideOn(
  parts: LadderParts,
  dev: DevReadings,
  sealed: ReadonlyMap<string, SealedRung>,
  constraints: Ladder['constraints'],
): Decision {
  const { rungs, finalists, reference, comparison } = parts;
  if (parts.status !== 'complete') {
    return undecided(
      parts,
      `the climb was ${parts.status}`,
      'Run the same command again: everything measured is kept.',
    );
  }
  if (parts.partial)
    return undecided(
      parts,
      'only a part of the ladder was measured',
      'Run `fulcrum climb` without --only and --limit.',
    );
  if (finalists === undefined)
    return undecided(parts, 'nothing could be scored', 'See the failures and warnings.');
  const basis = sealed.size > 0 ? 'sealed' : 'dev';
  const best = rungs.find((r) => r.id === finalists.bestId);
  const devAgainst = (rung: MeasuredRung, other: MeasuredRung | undefined) =>
    other === undefined || rung === other
      ? undefined
      : compareOutcomes(rung.dev, other.dev, other.id, comparison);
  const contenders = rungs.flatMap((rung): Contender[] => {
    const read = sealed.get(rung.id);
    if (basis === 'sealed' && read === undefined) return [];
    const againstReference = read ? read.againstReference : devAgainst(rung, reference);
    const againstBest = read ? read.againstBest : devAgainst(rung, best);
    return [
      {
        id: rung.id,
        name: rung.candidate.name,
        reading: read?.reading ?? (dev.get(rung.id) as Reading),
        ...(againstReference && { againstReference }),
        ...(againstBest && { againstBest }),
        withoutLanguageModel:
          rung.candidate.stack.answerer.kind === 'classifier' ||
          rung.candidate.stack.answerer.kind === 'constant',
      },
    ];
  });
  return decide({
    contenders,
    bestId: finalists.bestId,
    ...(reference && { referenceId: reference.id }),
    constraints,
    marginPoints: comparison.margin * 100,
    confidence: comparison.confidence,
    basis,
  });
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

async function describeSpending({ id, budgetUsd, stores }: LadderParts): Promise<Ladder['spending']> {
  const totals = await stores.ledger.totals(id);
  return {
    settledUsd: totals.settledUsd,
    reservedUsd: totals.reservedUsd,
    ...(budgetUsd !== undefined && { budgetUsd }),
    settledCalls: totals.calls.settled,
    unknownCalls: totals.calls.unknown,
    failedCalls: totals.calls.failed,
    inputTokens: totals.inputTokens,
    outputTokens: totals.outputTokens,
    callsWithoutCost: totals.callsWithoutCost,
  };
}

function warningsOf({ task, rungs }: LadderParts, dev: DevReadings): string[] {
  const { counts, sealedHash } = task.cases;
  const warnings: string[] = [];
  if (sealedHash === undefined) {
    warnings.push('There is no sealed set: the decision rests on the cases that everything was chosen on.');
  }
  if (counts.dev < 50) warnings.push(`Only ${counts.dev} dev cases: small differences cannot be seen.`);
  const unscored = rungs.filter((r) => (dev.get(r.id)?.unscored ?? 0) > 0);
  for (const rung of unscored) {
    warnings.push(`${rung.candidate.name}: ${dev.get(rung.id)?.unscored} dev cases could not be scored.`);
  }
  return warnings;
}
