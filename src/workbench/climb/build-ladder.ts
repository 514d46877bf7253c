/** Builds the published record of a climb from its measured rungs. Knows nothing of how they were measured. */
import { readSealedSetLog } from '../../cases/seal/sealed-set-log.ts';
import type { Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { countSynthesis } from '../../levers/summarise-then-combine/count-synthesis.ts';
import { describeMachine } from '../describe-machine.ts';
import { fulcrumVersion } from '../fulcrum-version.ts';
import { synthesisAdvice, synthesisWarning } from '../knowledge/synthesis-note.ts';
import { calibrateJudges } from './calibrate-judges.ts';
import { compareSealed } from './compare-sealed.ts';
import { decideLadder } from './decide-ladder.ts';
import { describeRung } from './describe-rung.ts';
import type { LadderParts } from './ladder-parts.ts';
import { type DevReadings, readDev } from './read-dev.ts';

export async function buildLadder(parts: LadderParts): Promise<Ladder> {
  const { task, reference, comparison, quickLook } = parts;
  const { config, cases } = task;
  const dev = readDev(parts.rungs, reference, comparison);
  const sealed = compareSealed(parts.rungs, reference, parts.finalists?.bestId, comparison);
  const judges = calibrateJudges(parts.scorers, parts.rungs);
  const rungs: Rung[] = [];
  for (const [i, rung] of parts.rungs.entries()) {
    const readings = { dev: dev.get(rung.id) as Reading, sealed: sealed.get(rung.id) };
    rungs.push(await describeRung(rung, parts.rungs[i - 1], readings, parts));
  }
  return {
    schemaVersion: 1,
    id: parts.id,
    task: task.name,
    createdAt: parts.createdAt.toISOString(),
    fulcrumVersion: fulcrumVersion(),
    status: parts.status,
    ...(parts.stoppedBy && { stoppedBy: parts.stoppedBy }),
    ...(quickLook && { quickLook }),
    machine: describeMachine(),
    caseSet: {
      hash: cases.hash,
      sources: [...cases.sources],
      ...cases.counts,
      ...(cases.sealedHash !== undefined && { sealedHash: cases.sealedHash }),
    },
    scorer: { name: parts.scorers[0]?.name ?? '', binary: comparison.binary },
    marginPoints: config.marginPoints,
    confidence: config.confidence,
    seed: config.seed,
    constraints: config.constraints,
    ...(reference && { referenceRungId: reference.id }),
    rungs,
    leftOut: [...parts.leftOut],
    decision: decideLadder(parts, dev, sealed),
    spending: await describeSpending(parts),
    sealedLog: (await readSealedSetLog(task.folder))
      .filter((look) => look.sealedHash === cases.sealedHash)
      .map(({ at, rung, stackHash, sealedHash, kind }) => ({ at, rung, stackHash, sealedHash, kind })),
    judges,
    warnings: [
      ...warningsOf(parts, dev),
      ...(await synthesisWarnings(parts)),
      ...judges.flatMap(({ scorer, warnings }) => warnings.map((warning) => `${scorer}: ${warning}`)),
    ],
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
  for (const { id, candidate } of rungs) {
    const unscored = dev.get(id)?.unscored ?? 0;
    if (unscored > 0) warnings.push(`${candidate.name}: ${unscored} dev cases could not be scored.`);
  }
  return warnings;
}

/** Of dev alone: sealed questions are left unread. None where a rung puts documents together. */
async function synthesisWarnings({ task, stores, rungs }: LadderParts): Promise<string[]> {
  const isPutTogether = rungs.some(({ stack }) => {
    const { knowledge } = stack.spec;
    return knowledge?.kind === 'retrieved' && knowledge.synthesis !== undefined;
  });
  if (isPutTogether || Array.isArray(task.config.knowledge)) return [];
  const dev = stores.caseSets.stream(task.cases.hash, { split: 'dev' });
  const warning = synthesisWarning(await countSynthesis(dev));
  return warning === undefined ? [] : [`${warning} ${synthesisAdvice}`];
}
