/** The general set: short items on what any chat model should still know after it was tuned, each with the checks of its reply. Asks no model. */
import type { Assertion, Case } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import data from './items.json' with { type: 'json' };

interface Item {
  readonly id: string;
  /** `instructions`, `arithmetic`, `extraction`, `knowledge` or `refusals`. */
  readonly kind: string;
  readonly prompt: string;
  /** A right reply meets all of them. */
  readonly checks: readonly Assertion[];
}

export interface ForgettingSet {
  /** Content hash of the cases. */
  readonly hash: string;
  /** Each says itself what is to be done, and is tagged with its kind. */
  readonly cases: readonly Case[];
  /** Room enough for a right reply to any of them. */
  readonly maxOutputTokens: number;
}

const cases = (data.items as readonly Item[]).map(
  ({ id, kind, prompt, checks }): Case => ({
    id,
    // A turn of a conversation, so that nothing is put around it.
    input: [{ role: 'user', content: prompt }],
    assertions: checks,
    tags: [kind],
  }),
);

export const forgettingSet: ForgettingSet = { hash: contentHash(cases), cases, maxOutputTokens: 64 };
