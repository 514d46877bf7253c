/** The seam of an answerer: how one kind of `Answerer` in a spec becomes live. One file per kind in `answerers/`, one line in `open-stack.ts`. */
import type { Answer } from '../domain/answer.ts';
import type { CaseInput } from '../domain/case.ts';
import type { Answerer, StackSpec } from '../domain/stack.ts';
import type { AnswerContext, AnswerEstimate, LiveStack, RenderedPrompt, StackParts } from './live-stack.ts';
import type { PurchaseMeter } from './meter-purchases.ts';

/** An answer before the stack adds what its calls took. */
export type Reply = Omit<Answer, 'latencyMs' | 'costUsd' | 'callIds'> & {
  /** Set by an answerer that did its work elsewhere (recorded answers): replaces the clock and the sum of the calls. */
  readonly elsewhere?: { readonly latencyMs?: number; readonly costUsd?: number };
};

/** What an answerer gets beside the input. */
export interface AnswererContext extends AnswerContext, Pick<PurchaseMeter, 'call'> {}

export interface LiveAnswerer extends Pick<LiveStack, 'maxConcurrency' | 'prefixState' | 'versions'> {
  answer(input: CaseInput, context: AnswererContext): Promise<Reply>;
  render?(input: CaseInput, context: AnswererContext): Promise<RenderedPrompt | undefined>;
  estimate?(input: CaseInput): Promise<AnswerEstimate>;
}

export type AnswererOf<K extends Answerer['kind']> = Extract<Answerer, { readonly kind: K }>;

export interface AnswererKind<K extends Answerer['kind']> {
  readonly kind: K;
  /** Loads what the answerer needs; `spec` is the whole stack because instruction, contract and examples shape the answer. */
  open(answerer: AnswererOf<K>, spec: StackSpec, parts: StackParts): Promise<LiveAnswerer>;
}
