/** The entry of `fulcrum/stats`: numbers in, numbers out; nothing here knows cases, stacks or models. */
export { type Auc, auc } from './auc.ts';
export {
  type BootstrapMean,
  type BootstrapOptions,
  bootstrapClusteredMean,
  bootstrapMean,
} from './bootstrap.ts';
export {
  type BinningOptions,
  brierScore,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from './calibration.ts';
export { type CasesToTell, casesToTell, type Observed } from './cases-to-tell.ts';
export { type ClusterDesign, clusterDesign } from './cluster.ts';
export { constantMeanInterval } from './constant-mean-interval.ts';
export type { CurveReading } from './curve-family.ts';
export { type CurveReadings, curveReadings, type TrainedSize } from './curve-readings.ts';
export { holm } from './holm.ts';
export type { Interval } from './interval.ts';
export { type Kappa, type KappaOptions, kappa } from './kappa.ts';
export {
  type CurveOptions,
  type Extrapolation,
  extrapolateCurve,
  type MoreExamples,
  moreExamples,
} from './learning-curve.ts';
export { type McNemar, mcnemar } from './mcnemar.ts';
export { newcombe } from './newcombe.ts';
export { newcombePaired } from './newcombe-paired.ts';
export { type NonInferiority, nonInferiority, type Verdict } from './non-inferiority.ts';
export { pairedMeanTest } from './paired-mean-test.ts';
export { type PairedTable, pairedTable } from './paired-table.ts';
export {
  ASSUMED_DISCORDANCE,
  type Detectable,
  detectable,
  type NonInferiorityPlan,
  nonInferioritySampleSize,
  type PairedPlan,
  pairedSampleSize,
} from './power.ts';
export { type QuantileInterval, quantileInterval } from './quantile-interval.ts';
export { createRandom, type Random } from './random.ts';
export { type NonInferiorityTest, tangoTest } from './tango-test.ts';
export { type Wilcoxon, type WilcoxonOptions, wilcoxon } from './wilcoxon.ts';
export { wilson } from './wilson.ts';
export { wilsonClustered } from './wilson-clustered.ts';
