/** What a guardrail does about an answer, given how far it is grounded. Does nothing itself. */
import type { Groundedness, JudgedClaim } from './check-groundedness.ts';

/** `flag`: pass it on, marked. `abstain`: give none instead. `retry`: ask again; how often is the caller's to bound. */
export type GroundednessPolicy = 'flag' | 'abstain' | 'retry';

export type GuardDecision =
  | { readonly action: 'pass' }
  /** `claims` are those that were not found supported. */
  | { readonly action: GroundednessPolicy; readonly claims: readonly JudgedClaim[] };

/** Passes only what was found supported, claim by claim: one that nobody could judge does not. An answer without a claim passes. */
export function guardGroundedness({ claims }: Groundedness, policy: GroundednessPolicy): GuardDecision {
  const failed = claims.filter(({ verdict }) => verdict !== 'supported');
  return failed.length === 0 ? { action: 'pass' } : { action: policy, claims: failed };
}
