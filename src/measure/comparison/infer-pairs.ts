/** What paired scores say of a difference: interval, p-values, spread. Knows no verdicts, and not who is compared. */
import { bootstrapClusteredMean, bootstrapMean } from '../stats/bootstrap.ts';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import type { Interval } from '../stats/interval.ts';
import { mcnemar } from '../stats/mcnemar.ts';
import { newcombePaired } from '../stats/newcombe-paired.ts';
import { pairedMeanTest } from '../stats/paired-mean-test.ts';
import { pairedTable } from '../stats/paired-table.ts';
import { tangoTest } from '../stats/tango-test.ts';
import { wilcoxon } from '../stats/wilcoxon.ts';
import type { ComparisonSettings } from './comparison-settings.ts';
import { clusterOf, type Outcome } from './outcome.ts';

export interface PairedInference {
  readonly pairs: number;
  /** Mean of candidate − reference. */
  readonly mean: number;
  /** Variance of that difference from case to case, grown by what cases of a group repeat. */
  readonly variance: number;
  readonly interval: Interval | undefined;
  /** Two-sided, of no difference. */
  readonly pValue: number;
  /** One-sided, of a loss of at least the margin. */
  readonly nonInferiorityPValue: number;
  readonly won: number;
  readonly lost: number;
  readonly method: string;
}

/** Scores by case id, of the outcomes that have one. */
export function scoresByCase(outcomes: readonly Outcome[]): ReadonlyMap<string, number> {
  return new Map(outcomes.flatMap(({ caseId, score }) => (score === undefined ? [] : [[caseId, score]])));
}

/**
 * Grouped cases are clustered; right/wrong has its own interval and exact test; everything else is bootstrapped. `undefined` when no case
 * was scored for both.
 */
export function inferPairs(
  candidate: readonly Outcome[],
  reference: ReadonlyMap<string, number>,
  settings: ComparisonSettings,
): PairedInference | undefined {
  const pairs = candidate.flatMap((outcome): Pair[] => {
    const [score, other] = [outcome.score, reference.get(outcome.caseId)];
    return score === undefined || other === undefined
      ? []
      : [{ score, other, difference: score - other, cluster: clusterOf(outcome) }];
  });
  if (pairs.length === 0) return undefined;
  const mean = pairs.reduce((sum, p) => sum + p.difference, 0) / pairs.length;
  const clusters = byCluster(pairs, mean);
  const clustered = clusters.length < pairs.length;
  const inference = clustered
    ? inferClustered(pairs, clusters, settings)
    : settings.binary
      ? inferBinary(pairs, settings)
      : inferMean(pairs, settings);
  const squares = clusters.reduce((sum, c) => sum + (c.linearised - mean) ** 2, 0);
  return {
    pairs: pairs.length,
    mean,
    variance: (pairs.length * squares) / clusters.length ** 2,
    won: pairs.filter((p) => p.difference > 0).length,
    lost: pairs.filter((p) => p.difference < 0).length,
    ...inference,
  };
}

interface Pair {
  readonly score: number;
  readonly other: number;
  readonly difference: number;
  readonly cluster: string;
}

interface Cluster {
  readonly mean: number;
  /**
   * The overall mean plus what the cluster adds to it: these have the overall mean as theirs, and its cluster-robust variance, whatever
   * the sizes (linearised ratio; Cochran 1977, Sampling Techniques, chapter 6).
   */
  readonly linearised: number;
}

function byCluster(pairs: readonly Pair[], mean: number): readonly Cluster[] {
  const sums = new Map<string, { sum: number; size: number }>();
  for (const { cluster, difference } of pairs) {
    const total = sums.get(cluster) ?? { sum: 0, size: 0 };
    if (total.size === 0) sums.set(cluster, total);
    total.sum += difference;
    total.size += 1;
  }
  return [...sums.values()].map(({ sum, size }) => ({
    mean: sum / size,
    linearised: mean + ((sum - mean * size) * sums.size) / pairs.length,
  }));
}

type Inference = Pick<PairedInference, 'interval' | 'pValue' | 'nonInferiorityPValue' | 'method'>;

function inferBinary(pairs: readonly Pair[], { confidence, margin }: ComparisonSettings): Inference {
  const table = pairedTable(
    pairs.map((p) => p.score === 1),
    pairs.map((p) => p.other === 1),
  );
  return {
    interval: newcombePaired(table, confidence),
    pValue: mcnemar(table.onlyFirst, table.onlySecond).exact,
    nonInferiorityPValue: tangoTest(table, margin)?.pValue ?? 1,
    method: "Newcombe's paired interval, exact McNemar",
  };
}

function inferMean(pairs: readonly Pair[], { confidence, margin, seed }: ComparisonSettings): Inference {
  const differences = pairs.map((p) => p.difference);
  const alike = inferAlike(differences, margin, confidence);
  return {
    pValue: wilcoxon(differences)?.pValue ?? 1,
    method: 'paired BCa bootstrap, Wilcoxon signed-rank',
    ...(alike ?? {
      interval: bootstrapMean(differences, { seed, confidence }).interval,
      nonInferiorityPValue: pairedMeanTest(differences, margin)?.pValue ?? 1,
    }),
  };
}

function inferClustered(
  pairs: readonly Pair[],
  clusters: readonly Cluster[],
  { confidence, margin, seed }: ComparisonSettings,
): Inference {
  const means = clusters.map((c) => c.mean);
  const [differences, groups] = [pairs.map((p) => p.difference), pairs.map((p) => p.cluster)];
  const alike = inferAlike(means, margin, confidence);
  return {
    pValue: wilcoxon(means)?.pValue ?? 1,
    method: 'BCa bootstrap clustered by group, Wilcoxon on group means',
    ...(alike ?? {
      interval: bootstrapClusteredMean(differences, groups, { seed, confidence }).interval,
      nonInferiorityPValue:
        pairedMeanTest(
          clusters.map((c) => c.linearised),
          margin,
        )?.pValue ?? 1,
    }),
  };
}

/** Units that are all alike show no spread: what they say then rests on their number alone. `undefined` for others. */
function inferAlike(
  units: readonly number[],
  margin: number,
  confidence: number,
): Pick<Inference, 'interval' | 'nonInferiorityPValue'> | undefined {
  const value = units[0] as number;
  if (units.some((u) => Math.abs(u - value) > 1e-12)) return undefined;
  // The share of unseen units that, all of them losing everything, would make up the margin; the interval's own bound turned round.
  const share = Math.max(0, value + margin) / (value + 1);
  return {
    interval: constantMeanInterval(value, units.length, { low: -1, high: 1 }, confidence),
    nonInferiorityPValue: value <= -margin ? 1 : (1 - share) ** units.length,
  };
}
