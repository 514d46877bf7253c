/** Whether stated probabilities come true: reliability bins, expected calibration error, Brier score. Knows no model. */
import { requireCount, requireSameLength, requireWithin } from './arguments.ts';

export interface ReliabilityBin {
  readonly n: number;
  readonly meanProbability: number;
  /** Share of outcomes that came true. */
  readonly observed: number;
}

export interface BinningOptions {
  /** Default 10. */
  readonly bins?: number;
  /** 'equal-mass' (default): about as many cases in each; 'equal-width': (0, 0.1], (0.1, 0.2] … */
  readonly scheme?: 'equal-mass' | 'equal-width';
}

/**
 * Bins by ascending probability, empty ones left out. Equal-mass bins end at linear-interpolation quantiles; equal
 * probabilities always share a bin, so the result does not depend on the order of the cases.
 * @param probabilities stated chance that the outcome is true, 0 … 1
 * @throws RangeError for a probability outside 0 … 1, different lengths or bins < 1.
 */
export function reliabilityBins(
  probabilities: readonly number[],
  outcomes: readonly boolean[],
  options: BinningOptions = {},
): ReliabilityBin[] {
  const { bins = 10, scheme = 'equal-mass' } = options;
  requireForecasts(probabilities, outcomes);
  requireCount('bins', bins, 1);
  const binOf = scheme === 'equal-width' ? equalWidth(bins) : equalMass(probabilities, bins);
  const sums = Array.from({ length: bins }, () => ({ n: 0, probability: 0, hits: 0 }));
  probabilities.forEach((probability, i) => {
    const bin = sums[binOf(probability)] as { n: number; probability: number; hits: number };
    bin.n += 1;
    bin.probability += probability;
    bin.hits += outcomes[i] ? 1 : 0;
  });
  return sums
    .filter((bin) => bin.n > 0)
    .map(({ n, probability, hits }) => ({ n, meanProbability: probability / n, observed: hits / n }));
}

/**
 * Mean distance between stated and observed over the bins, weighted by their cases (Naeini et al. 2015, AAAI; Guo et
 * al. 2017, ICML; equal mass: Nixon et al. 2019). It is biased upwards when bins are small: compare like with like.
 * @returns undefined without cases.
 */
export function expectedCalibrationError(
  probabilities: readonly number[],
  outcomes: readonly boolean[],
  options: BinningOptions = {},
): number | undefined {
  const bins = reliabilityBins(probabilities, outcomes, options);
  const distance = (bin: ReliabilityBin): number => bin.n * Math.abs(bin.observed - bin.meanProbability);
  return bins.length === 0
    ? undefined
    : bins.reduce((sum, bin) => sum + distance(bin), 0) / probabilities.length;
}

/** Mean squared distance between probability and outcome (Brier 1950); undefined without cases. */
export function brierScore(
  probabilities: readonly number[],
  outcomes: readonly boolean[],
): number | undefined {
  requireForecasts(probabilities, outcomes);
  const squares = probabilities.reduce((sum, p, i) => sum + (p - (outcomes[i] ? 1 : 0)) ** 2, 0);
  return probabilities.length === 0 ? undefined : squares / probabilities.length;
}

function equalWidth(bins: number): (probability: number) => number {
  return (probability) => Math.max(0, Math.ceil(probability * bins) - 1);
}

function equalMass(probabilities: readonly number[], bins: number): (probability: number) => number {
  const sorted = [...probabilities].sort((a, b) => a - b);
  const edges = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor(((sorted.length - 1) * (i + 1)) / bins)],
  );
  return (probability) => {
    const bin = edges.findIndex((edge) => probability <= (edge as number));
    return bin === -1 ? bins - 1 : bin;
  };
}

function requireForecasts(probabilities: readonly number[], outcomes: readonly boolean[]): void {
  requireSameLength('probabilities', probabilities, 'outcomes', outcomes);
  probabilities.forEach((probability, i) => {
    requireWithin(`probabilities[${i}]`, probability, 0, 1);
  });
}
