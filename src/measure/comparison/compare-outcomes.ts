/** Compares two stacks case by case: difference, interval, tests, verdict. Knows nothing of who they are. */
import type { Comparison } from '../../domain/ladder.ts';
import { bootstrapClusteredMean, bootstrapMean } from '../stats/bootstrap.ts';
import { casesToTell } from '../stats/cases-to-tell.ts';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import type { Interval } from '../stats/interval.ts';
import { mcnemar } from '../stats/mcnemar.ts';
import { newcombePaired } from '../stats/newcombe-paired.ts';
import { nonInferiority } from '../stats/non-inferiority.ts';
import { pairedMeanTest } from '../stats/paired-mean-test.ts';
import { pairedTable } from '../stats/paired-table.ts';
import { tangoTest } from '../stats/tango-test.ts';
import { wilcoxon } from '../stats/wilcoxon.ts';
import type { Outcome } from './outcome.ts';

export interface ComparisonSettings {
  /** Primary scores are 0 or 1. */
  readonly binary: boolean;
  /** As a proportion: 0.05 is five points. */
  readonly margin: number;
  /** E.g. 0.95. */
  readonly confidence: number;
  readonly seed: string;
}

/** A comparison with the one-sided p-value of non-inferiority, which Holm needs within a batch. */
export interface PairedComparison extends Comparison {
  readonly nonInferiorityPValue?: number;
}

/** The same scored cases of both stacks, in the order of the first. */
interface Pairs {
  readonly candidate: readonly number[];
  readonly reference: readonly number[];
  readonly differences: readonly number[];
  /** Group of each pair; present when at least two pairs share one. */
  readonly groups?: readonly string[];
}

/** `undefined` when no case was scored for both. */
export function compareOutcomes(
  candidate: readonly Outcome[],
  reference: readonly Outcome[],
  against: string,
  settings: ComparisonSettings,
): PairedComparison | undefined {
  const pairs = pairUp(candidate, reference);
  const n = pairs.differences.length;
  if (n === 0) return undefined;
  const mean = pairs.differences.reduce((sum, d) => sum + d, 0) / n;
  const inferred = infer(pairs, settings);
  const { verdict } = nonInferiority(inferred.interval, settings.margin);
  const variance = pairs.differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / n;
  const [soonest] =
    verdict === 'cannot tell' && variance > 0
      ? casesToTell({
          n,
          difference: mean,
          variance,
          margin: settings.margin,
          confidence: settings.confidence,
        })
      : [];
  return {
    against,
    pairs: n,
    differencePoints: mean * 100,
    ...(inferred.interval && {
      intervalPoints: { low: inferred.interval.low * 100, high: inferred.interval.high * 100 },
    }),
    ...(inferred.pValue !== undefined && { pValue: inferred.pValue }),
    ...(inferred.nonInferiorityPValue !== undefined && {
      nonInferiorityPValue: inferred.nonInferiorityPValue,
    }),
    won: pairs.differences.filter((d) => d > 0).length,
    lost: pairs.differences.filter((d) => d < 0).length,
    verdict,
    ...(soonest && { casesToTell: soonest.total }),
    method: inferred.method,
  };
}

function pairUp(candidate: readonly Outcome[], reference: readonly Outcome[]): Pairs {
  const other = new Map(reference.map((o) => [o.caseId, o.score]));
  const both = candidate.flatMap((o) => {
    const score = other.get(o.caseId);
    return o.score === undefined || score === undefined
      ? []
      : [{ candidate: o.score, reference: score, group: o.group ?? `case ${o.caseId}` }];
  });
  const groups = both.map((p) => p.group);
  return {
    candidate: both.map((p) => p.candidate),
    reference: both.map((p) => p.reference),
    differences: both.map((p) => p.candidate - p.reference),
    ...(new Set(groups).size < groups.length && { groups }),
  };
}

interface Inference {
  readonly interval: Interval | undefined;
  readonly pValue?: number;
  readonly nonInferiorityPValue?: number;
  readonly method: string;
}

/** Grouped cases are clustered; right/wrong has its own interval and exact test; everything else is bootstrapped. */
function infer(pairs: Pairs, settings: ComparisonSettings): Inference {
  if (pairs.groups !== undefined) return inferClustered(pairs, pairs.groups, settings);
  return settings.binary ? inferBinary(pairs, settings) : inferMean(pairs, settings);
}

function inferBinary({ candidate, reference }: Pairs, { confidence, margin }: ComparisonSettings): Inference {
  const table = pairedTable(
    candidate.map((s) => s === 1),
    reference.map((s) => s === 1),
  );
  return {
    interval: newcombePaired(table, confidence),
    pValue: mcnemar(table.onlyFirst, table.onlySecond).exact,
    ...withNonInferiority(tangoTest(table, margin)?.pValue),
    method: "Newcombe's paired interval, exact McNemar",
  };
}

function inferMean({ differences }: Pairs, { confidence, margin, seed }: ComparisonSettings): Inference {
  const { interval } = bootstrapMean(differences, { seed, confidence });
  return {
    interval: interval ?? ifConstant(differences, differences.length, confidence),
    ...withPValue(wilcoxon(differences)?.pValue),
    ...withNonInferiority(pairedMeanTest(differences, margin)?.pValue),
    method: 'paired BCa bootstrap, Wilcoxon signed-rank',
  };
}

function inferClustered(
  { differences }: Pairs,
  groups: readonly string[],
  { confidence, margin, seed }: ComparisonSettings,
): Inference {
  const { interval } = bootstrapClusteredMean(differences, groups, { seed, confidence });
  const means = groupMeans(differences, groups);
  return {
    interval: interval ?? ifConstant(differences, means.length, confidence),
    ...withPValue(wilcoxon(means)?.pValue),
    ...withNonInferiority(pairedMeanTest(means, margin)?.pValue),
    method: 'BCa bootstrap clustered by group, Wilcoxon on group means',
  };
}

/** Differences that are all alike show no spread: the interval then rests on the number of independent units alone. */
function ifConstant(differences: readonly number[], units: number, confidence: number): Interval | undefined {
  const [first] = differences;
  if (first === undefined || differences.some((d) => d !== first)) return undefined;
  return constantMeanInterval(first, units, { low: -1, high: 1 }, confidence);
}

function groupMeans(values: readonly number[], groups: readonly string[]): number[] {
  const sums = new Map<string, { sum: number; n: number }>();
  groups.forEach((group, i) => {
    const total = sums.get(group) ?? { sum: 0, n: 0 };
    total.sum += values[i] ?? 0;
    total.n += 1;
    sums.set(group, total);
  });
  return [...sums.values()].map(({ sum, n }) => sum / n);
}

const withPValue = (pValue: number | undefined) => (pValue === undefined ? {} : { pValue });
const withNonInferiority = (p: number | undefined) => (p === undefined ? {} : { nonInferiorityPValue: p });
