/** A stack made live: the one thing runs and serving call to get an answer. Knows nothing of cases, scores or stores. */
import type { Answer } from '../domain/answer.ts';
import type { ArtefactStore } from '../domain/artefact.ts';
import type { CaseInput } from '../domain/case.ts';
import type { Passage } from '../domain/passage.ts';
import type { Corpus } from '../domain/ports/corpus-store.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { ModelRef, RetrievedKnowledge, StackSpec } from '../domain/stack.ts';
import type { ModelSource } from '../models/model-source.ts';
import type { Prompt } from './prompt/render-prompt.ts';

/** What changes from one answer to the next beside the input. */
export interface AnswerContext {
  readonly purchase: Purchase;
  readonly signal: AbortSignal;
  /** Needed by stacks that address cases by id (recorded answers); production has none. */
  readonly caseId?: string;
  readonly principal?: string;
  /** Documents whose passages are not shown: for training data alone. */
  readonly withheld?: readonly string[];
  /** 0-based repeat; a seeded sampler adds it to its seed. */
  readonly repeat: number;
}

/** What an answer costs at most, before it is bought and apart from tries that fail: the sum of what will be reserved. */
export interface AnswerEstimate {
  /** Absent when a price is unknown, 0 when no paid model is called. */
  readonly maxCostUsd?: number;
}

/** Who is in which group. */
export interface OpenAccess {
  /** The groups that a principal reads with; none finds nothing. */
  groupsOf(principal: string | undefined): readonly string[];
  /** As it was opened. */
  readonly versions: AccessVersions;
}

/** A corpus to be searched, and who may read what of it. */
export interface OpenCorpus extends OpenAccess {
  readonly corpus: Corpus;
  readonly versions: Required<AccessVersions>;
}

/** What answers depend on while the spec stays. */
export interface AccessVersions {
  /** Absent where no documents are searched. */
  readonly corpusVersion?: string;
  readonly permissionVersion: string;
}

/** A prompt as it is sent, and what it shows. */
export interface RenderedPrompt extends Prompt {
  /** Absent of a stack without grounded knowledge. */
  readonly evidence?: readonly Passage[];
}

export interface LiveStack {
  readonly spec: StackSpec;
  readonly hash: string;
  /** Answers in flight beyond which more do not help. */
  readonly maxConcurrency: number;
  /** State of the prompt prefix while answering, for the latency line: `shared prefix warm`, `no prompt` … */
  readonly prefixState: string;
  /** Absent where no documents are searched and no example belongs to anybody. */
  readonly versions?: AccessVersions;
  /** Throws coded errors; whatever was bought before is in the ledger. */
  answer(input: CaseInput, context: AnswerContext): Promise<Answer>;
  estimate(input: CaseInput): Promise<AnswerEstimate>;
  /**
   * The prompt that `answer` would send first: what is trained on is rendered by what serves. Buys what finding passages takes; `undefined`
   * where nothing is found to answer from. Absent of a stack that asks no chat model.
   */
  render?(input: CaseInput, context: AnswerContext): Promise<RenderedPrompt | undefined>;
}

/** What a stack is built from. */
export interface StackParts {
  readonly models: ModelSource;
  readonly artefacts: Pick<ArtefactStore, 'get'>;
  /** Unit-length vectors through the cache, booked to whoever opens the stack: for the fixed parts such as example pools. `underWay` hears of each call. */
  readonly embed: (
    model: ModelRef,
    texts: readonly string[],
    underWay?: () => void,
  ) => Promise<readonly Float32Array[]>;
  /** Folder that modules named in a spec are relative to. */
  readonly folder: string;
  /** Absent where there are no documents. */
  readonly openCorpus?: (ref: RetrievedKnowledge['corpus']) => Promise<OpenCorpus>;
  /** Of the documents; absent where there are none, and a principal is in no group but its own and `everyone`. */
  readonly openAccess?: () => Promise<OpenAccess>;
}
