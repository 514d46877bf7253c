/** Finds the probability below which a classifier should rather give no answer. Knows nothing of the classifier. */

/** A held-out row: how sure the model was of its answer, and whether that was right. */
export interface HeldOutAnswer {
  readonly probability: number;
  readonly right: boolean;
}

/**
 * The lowest threshold from which on at least `precision` of the answers are right, so that as many as possible are given. 1 when no
 * threshold reaches it: then only certainty is answered. Found on the rows it is judged on, so it promises slightly too much.
 */
export function abstentionThreshold(answers: readonly HeldOutAnswer[], precision: number): number {
  const sorted = [...answers].sort((a, b) => b.probability - a.probability);
  let right = 0;
  let threshold = 1;
  sorted.forEach((answer, i) => {
    if (answer.right) right++;
    const lastOfEquals = sorted[i + 1]?.probability !== answer.probability;
    if (lastOfEquals && right >= precision * (i + 1)) threshold = answer.probability;
  });
  return threshold;
}
