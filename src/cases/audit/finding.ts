/** What an audit says: data, for whoever shows it. Does not know how it was found. */

export interface AuditFinding {
  /** `error`: a verdict would mislead, or there would be none. `warning`: look at it. `info`: good to know. */
  readonly level: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  /** Cases, classes or pairs, as the message says. */
  readonly count: number;
  /** A few, each one line. */
  readonly examples: readonly string[];
  readonly advice: string;
}

export const maxExamples = 5;
