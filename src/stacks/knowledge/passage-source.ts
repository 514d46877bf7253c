/** The seam of where a prompt's passages come from: one file per kind of knowledge in a spec. Knows nothing of prompts. */
import type { SearchRecord } from '../../domain/answer.ts';
import type { CaseInput } from '../../domain/case.ts';
import type { Passage } from '../../domain/passage.ts';
import type { CallBound } from '../../models/chat-model.ts';
import type { AnswererContext } from '../answerer-kind.ts';
import type { AccessVersions } from '../live-stack.ts';

export interface PassageSource {
  find(input: CaseInput, context: AnswererContext): Promise<SourcedPassages>;
  /** Tokens of the chat model that they take at most; absent where each input has its own. */
  readonly mostTokens: number;
  /** Of the evidence, where that is more than what stands in the prompt. */
  readonly evidenceTokens?: number;
  /** Of the calls that a search makes. */
  atMost?(input: CaseInput): readonly CallBound[];
  readonly versions?: AccessVersions;
}

export interface SourcedPassages {
  /** In the order of the prompt. Nothing that the principal of the context may not read. */
  readonly passages: readonly Passage[];
  readonly search?: SearchRecord;
}

/** Counts as the chat model does. */
export type CountTokens = (text: string) => number;
