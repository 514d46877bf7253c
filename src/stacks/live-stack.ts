/** A stack made live: the one thing runs and serving call to get an answer. Knows nothing of cases, scores or stores. */
import type { Answer } from '../domain/answer.ts';
import type { ArtefactStore } from '../domain/artefact.ts';
import type { CaseInput } from '../domain/case.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { ModelRef, StackSpec } from '../domain/stack.ts';
import type { ModelSource } from '../models/model-source.ts';

/** What changes from one answer to the next beside the input. */
export interface AnswerContext {
  readonly purchase: Purchase;
  readonly signal: AbortSignal;
  /** Needed by stacks that address cases by id (recorded answers); production has none. */
  readonly caseId?: string;
  readonly principal?: string;
  /** 0-based repeat; a seeded sampler adds it to its seed. */
  readonly repeat: number;
}

/** What an answer costs at most, before it is bought and apart from tries that fail: the sum of what will be reserved. */
export interface AnswerEstimate {
  /** Absent when a price is unknown, 0 when no paid model is called. */
  readonly maxCostUsd?: number;
}

export interface LiveStack {
  readonly spec: StackSpec;
  readonly hash: string;
  /** Answers in flight beyond which more do not help. */
  readonly maxConcurrency: number;
  /** State of the prompt prefix while answering, for the latency line: `shared prefix warm`, `no prompt` … */
  readonly prefixState: string;
  /** Throws coded errors; whatever was bought before is in the ledger. */
  answer(input: CaseInput, context: AnswerContext): Promise<Answer>;
  estimate(input: CaseInput): Promise<AnswerEstimate>;
}

/** What a stack is built from. */
export interface StackParts {
  readonly models: ModelSource;
  readonly artefacts: Pick<ArtefactStore, 'get'>;
  /** Unit-length vectors through the cache, booked to whoever opens the stack: for the fixed parts such as example pools. */
  readonly embed: (model: ModelRef, texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Folder that modules named in a spec are relative to. */
  readonly folder: string;
}
