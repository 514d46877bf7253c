/** A rung while the ladder is being built: its stack, what it took to make, and its outcomes. */
import type { Training } from '../../domain/ladder-training.ts';
import type { Candidate } from '../../levers/lever.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';

/** What is asked of a rung's stack once it has answered. */
export type RungStack = Pick<LiveStack, 'spec' | 'hash' | 'prefixState' | 'versions'>;

export interface MeasuredRung {
  /** First 12 digits of the stack hash. */
  readonly id: string;
  readonly lever: string;
  readonly candidate: Candidate;
  readonly stack: RungStack;
  readonly making: { readonly costUsd: number | undefined; readonly seconds: number };
  readonly dev: readonly Outcome[];
  /** Of one whose weights were trained. */
  readonly training?: Training;
  sealed?: readonly Outcome[];
}

export interface LeftOut {
  readonly name: string;
  readonly lever: string;
  readonly reason: string;
}
