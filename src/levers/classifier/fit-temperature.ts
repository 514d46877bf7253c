/** Temperature scaling: one number that makes stated probabilities honest. Knows nothing of where the scores come from. */
import { logLoss, type ScoredRows } from './scored-rows.ts';

const lowest = Math.log(0.02);
const highest = Math.log(50);
const goldenSection = (Math.sqrt(5) - 1) / 2;
const steps = 40;

/** The temperature with the least mean log-loss on held-out rows (Guo et al. 2017), by golden-section search over its logarithm. */
export function fitTemperature(rows: ScoredRows): number {
  const lossAt = (logTemperature: number) => logLoss(rows, Math.exp(logTemperature));
  let low = lowest;
  let high = highest;
  let left = high - goldenSection * (high - low);
  let right = low + goldenSection * (high - low);
  let leftLoss = lossAt(left);
  let rightLoss = lossAt(right);
  for (let step = 0; step < steps; step++) {
    if (leftLoss <= rightLoss) {
      high = right;
      [right, rightLoss] = [left, leftLoss];
      left = high - goldenSection * (high - low);
      leftLoss = lossAt(left);
    } else {
      low = left;
      [left, leftLoss] = [right, rightLoss];
      right = low + goldenSection * (high - low);
      rightLoss = lossAt(right);
    }
  }
  return Math.exp((low + high) / 2);
}
