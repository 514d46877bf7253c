/** What happens while a verb works, for whoever shows it. Knows nothing of terminals. */
export type Progress =
  /** A step began, e.g. `reading tickets.csv`. */
  | { readonly kind: 'step'; readonly text: string }
  /** Something worth keeping on the screen. */
  | { readonly kind: 'note'; readonly text: string }
  /** A stack began to answer. */
  | {
      readonly kind: 'measuring';
      readonly name: string;
      readonly split: string;
      readonly total: number;
    }
  /** Upper bound of what the answers to come will cost, tries that fail apart. */
  | {
      readonly kind: 'estimate';
      readonly name: string;
      readonly answers: number;
      readonly maxCostUsd: number;
    }
  | { readonly kind: 'answered'; readonly done: number; readonly total: number; readonly failed: number }
  | { readonly kind: 'bytes'; readonly what: string; readonly done: number; readonly total?: number }
  /** A trainer took a step. */
  | {
      readonly kind: 'training';
      readonly step: number;
      readonly of: number;
      /** Mean cross-entropy of an answer token in nats, of the step and at the last reading of what is held out. */
      readonly loss: number;
      readonly heldOutLoss?: number;
      readonly etaSeconds: number;
    }
  /** A rung was measured: its line for the terminal. */
  | { readonly kind: 'rung'; readonly name: string; readonly line: string };

export type OnProgress = (event: Progress) => void;
