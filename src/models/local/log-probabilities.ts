/** Reads exact log-probabilities of chosen next tokens off an evaluation. Knows nothing of labels. */
import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from 'node-llama-cpp';

/**
 * Evaluates `tokens` and returns, for each position named in `wanted`, the natural log of P(token | all before) of the tokens named there.
 * The whole vocabulary is the denominator.
 */
export async function logProbabilities(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  wanted: ReadonlyMap<number, readonly Token[]>,
): Promise<ReadonlyMap<number, ReadonlyMap<Token, number>>> {
  const input = tokens.map((token, index): ControlledEvaluateInputItem => {
    const next = wanted.get(index);
    // The greedily selected token has the highest logit, which `totalLogitWeight` is relative to.
    const logits = next && { filter: { tokens: next, includeSelected: true } };
    return logits ? [token, { generateNext: { logits, totalLogitWeight: true } }] : token;
  });
  const outputs = await sequence.controlledEvaluate(input);
  return new Map(
    [...wanted.keys()].map((index) => {
      const next = outputs[index]?.next;
      if (next?.logits === undefined || next.totalLogitWeight === undefined)
        throw new Error('the engine returned no logits');
      const logTotal = Math.max(...next.logits.values()) + Math.log(next.totalLogitWeight);
      return [index, new Map([...next.logits].map(([token, logit]) => [token, logit - logTotal]))];
    }),
  );
}
