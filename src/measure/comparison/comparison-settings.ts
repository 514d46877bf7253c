/** How the stacks of a task are compared: one setting for every reading and comparison. */
export interface ComparisonSettings {
  /** Primary scores are 0 or 1. */
  readonly binary: boolean;
  /** As a proportion: 0.05 is five points. */
  readonly margin: number;
  /** E.g. 0.95. */
  readonly confidence: number;
  readonly seed: string;
  /** Of a label contract: the classes that per-class figures are of, the same for every rung. */
  readonly labels?: readonly string[];
}
