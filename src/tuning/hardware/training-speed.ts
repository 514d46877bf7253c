/** Tokens a second that training would come to on a GPU, from its stated peak. A guess until it is measured; knows no price. */
import { linearParameters, type ModelShape } from './model-shape.ts';
import type { TuningWay } from './training-memory.ts';

/** Large models on tuned clusters reach 40 % and more of the peak (Chowdhery et al. 2022, section 4.1); one GPU with short rows less. */
export const assumedShareOfPeak = 0.3;

/**
 * Two operations for each weight and token forward, two backward to pass the gradient on, and two more where the weight itself is trained
 * (Kaplan et al. 2020, section 2.1). Attention and the output table are left out, which counts a little too few. A model far too small for the
 * GPU comes nowhere near it.
 */
export function tokensPerSecond(shape: ModelShape, way: TuningWay, peakTflops: number): number {
  const operations = (way === 'full' ? 6 : 4) * linearParameters(shape);
  return (peakTflops * 1e12 * assumedShareOfPeak) / operations;
}
