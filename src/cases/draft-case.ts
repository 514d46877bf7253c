/** A case as a file gives it, before the meaning of its expected value is settled. Knows nothing of formats. */
import type { Assertion, CaseInput, GoldPassage, ToolCall } from '../domain/case.ts';
import type { Json } from '../domain/json.ts';
import type { Approval } from './approval/approval.ts';

/** What the file gives as the answer, before the contract reads it. */
export interface DraftExpected {
  readonly value?: Json;
  /** Tool calls that a chat file states outright; an empty list is a turn that called none although it could. */
  readonly calls?: readonly ToolCall[];
}

export interface DraftCase {
  /** First line of the record in its file, from 1. */
  readonly line: number;
  readonly id?: string;
  readonly input: CaseInput;
  readonly expected?: DraftExpected;
  readonly assertions?: readonly Assertion[];
  readonly group?: string;
  readonly tags: readonly string[];
  readonly goldDocuments?: readonly string[];
  readonly goldPassages?: readonly GoldPassage[];
  readonly principal?: string;
  readonly humanScore?: number;
  /** Of one that a model drafted. */
  readonly approval?: Approval;
}
