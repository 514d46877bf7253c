/** Scores as probabilities. Knows nothing of where scores come from. */

/** exp(score ÷ temperature), scaled to sum to 1; does not overflow. */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  const weights = Float64Array.from(scores, (s) => s / temperature);
  const top = weights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    weights[i] = Math.exp((weights[i] as number) - top);
    total += weights[i] as number;
  }
  return weights.map((w) => w / total);
}
