/** A stack as the decision sees it: what was read of it and how it stands to the reference and the best. */
import type { Comparison, Reading } from '../../domain/ladder.ts';

export interface Contender {
  readonly id: string;
  readonly name: string;
  /** Sealed where there is a sealed set, else dev. */
  readonly reading: Reading;
  /** Against the reference; absent for the reference itself. */
  readonly againstReference?: Comparison;
  /** Against the best; absent for the best itself. */
  readonly againstBest?: Comparison;
  /** False when a language model answers, or may. */
  readonly withoutLanguageModel: boolean;
}
