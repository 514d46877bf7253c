/** A stack as a frozen, serialisable spec with a content hash: one answerer and what surrounds it. Knows nothing of how it is made live. */
import type { ArtefactRef } from './artefact.ts';
import type { CaseInput } from './case.ts';
import { contentHash } from './content-hash.ts';
import type { Fusion } from './fusion.ts';
import type { JsonObject } from './json.ts';
import type { ModelRef } from './model-ref.ts';
import type { CorpusSettings } from './ports/corpus-store.ts';

export type { ModelRef } from './model-ref.ts';

/** What gives the answer. `kind` selects the implementation in `stacks/answerers`. */
export type Answerer =
  | ChatAnswerer
  | ClassifierAnswerer
  | ConstantAnswerer
  | FunctionAnswerer
  | HttpAnswerer
  | RecordedAnswerer;

export interface ChatAnswerer {
  readonly kind: 'chat';
  readonly model: ModelRef;
  /** `score-labels`: the label with the highest log-probability instead of generated text; needs that capability. Default `generate`. */
  readonly decoding?: 'generate' | 'score-labels';
  readonly temperature?: number;
  readonly seed?: number;
  readonly maxOutputTokens: number;
}

export interface ClassifierAnswerer {
  readonly kind: 'classifier';
  /** Weights, labels and feature settings. */
  readonly weights: ArtefactRef;
  /** Embedding model of the features; absent for bag-of-words features. */
  readonly embedding?: ModelRef;
  /** Abstain when the highest calibrated probability is below this. */
  readonly abstainBelow?: number;
}

export interface ConstantAnswerer {
  readonly kind: 'constant';
  readonly output: string;
}

/** A user's own TypeScript function: `module` relative to the task folder, `digest` over its source text. */
export interface FunctionAnswerer {
  readonly kind: 'function';
  readonly module: string;
  readonly export: string;
  readonly digest: string;
  /** Stated by the user; absent when unknown. */
  readonly costUsdPerAnswer?: number;
}

/** A user's own service: the input is POSTed as `{"input": …}`; the answer is read from `output` in the reply. */
export interface HttpAnswerer {
  readonly kind: 'http';
  readonly url: string;
  /** What the service calls its own version; part of the hash, so that a new release is a new stack. */
  readonly version: string;
  /** Stated by the user; absent when unknown. */
  readonly costUsdPerAnswer?: number;
}

/** Answers recorded elsewhere, by case id. */
export interface RecordedAnswerer {
  readonly kind: 'recorded';
  readonly answers: ArtefactRef;
}

export interface Instruction {
  /** Role and task, as the user wrote them. */
  readonly text: string;
  /** Name of the tag that fences the untrusted input, e.g. `ticket`. */
  readonly inputTag: string;
}

/** What form the output must have. */
export type OutputContract =
  | { readonly kind: 'text' }
  | {
      readonly kind: 'label';
      readonly labels: readonly string[];
      readonly descriptions?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'json'; readonly schema: JsonObject };

export interface Example {
  /** Id of the training case it came from. */
  readonly caseId: string;
  readonly input: CaseInput;
  readonly output: string;
}

export type Examples =
  | { readonly kind: 'fixed'; readonly examples: readonly Example[] }
  | {
      readonly kind: 'retrieved';
      readonly pool: ArtefactRef;
      readonly k: number;
      /** `embedding`: cosine; `bm25`: lexical; `both`: reciprocal rank fusion of the two. `random`: a draw seeded by the input, the control. */
      readonly by: 'embedding' | 'bm25' | 'both' | 'random';
      readonly embedding?: ModelRef;
    };

export type Reasoning =
  /** The model writes its steps, then the answer after a marker. */
  | { readonly kind: 'step-by-step'; readonly maxReasoningTokens: number }
  /** The provider's own setting. */
  | { readonly kind: 'effort'; readonly effort: 'low' | 'medium' | 'high' };

/** How an answer is tied to documents. */
export interface Grounding {
  /** What is said when they do not answer. */
  readonly abstention: string;
  /** Property of a JSON reply that names a document: a model that takes another schema with each request can name only those it was shown. */
  readonly sourceField?: string;
}

/** Knowledge small enough to stand in the prompt, in the cached prefix. */
export interface StuffedKnowledge {
  readonly kind: 'stuffed';
  readonly documents: readonly { readonly name: string; readonly text: string }[];
  readonly grounding?: Grounding;
}

/** What puts the first passages found into a better order. */
export interface Rerank {
  /** `reranker`: a model made for it; `listwise`: a chat model that reads them all and names their order. */
  readonly kind: 'reranker' | 'listwise';
  readonly model: ModelRef;
  /** How many of those found it is shown. */
  readonly depth: number;
  /** Asks only where the search is unsure of its best passage: the second scores nearly as much, or words and vectors disagree. */
  readonly gate?: {
    /** Share of the best score by which it must lead, or it is no clear case. */
    readonly margin: number;
  };
}

/** Other wordings of a question that a chat model writes, searched beside the question itself. */
export interface WrittenQueries {
  /** One better worded; three different wordings; or the up to three questions it is made of. */
  readonly kind: 'rewrite' | 'multi' | 'decompose';
  readonly model: ModelRef;
}

/**
 * Summarise, then combine: of each document found a chat model notes what its passages say on the question, and the answer is written from
 * the notes. For answers that stand in more documents than a prompt can show.
 */
export interface Synthesis {
  /** Writes the notes. */
  readonly model: ModelRef;
  /** `needed`: for questions that seem to need many documents put together; the others are answered from passages. */
  readonly when: 'needed' | 'always';
  /** Documents read at most: those with the best passages. */
  readonly documents: number;
  /** Of each document at most, within `maxTokens`. */
  readonly passagesPerDocument: number;
  readonly maxTokensPerNote: number;
}

/** Passages found for each request in a corpus that lives on: its contents are no part of the spec, its settings are. */
export interface RetrievedKnowledge {
  readonly kind: 'retrieved';
  readonly corpus: { readonly name: string; readonly settings: CorpusSettings };
  /** Of the questions, the one the corpus was embedded with; absent when it is searched by words alone. */
  readonly embedding?: ModelRef;
  readonly fusion: Fusion;
  readonly queries?: WrittenQueries;
  readonly rerank?: Rerank;
  readonly synthesis?: Synthesis;
  /** Passages wanted, and how many tokens of the chat model they may take together. */
  readonly k: number;
  readonly maxTokens: number;
  /** Whether what room is left goes to the sections that the passages stand in. */
  readonly sections: boolean;
  readonly grounding: Grounding;
}

/** Passages chosen beforehand for each input: the right ones, for the ceiling that no search can pass. */
export interface GivenKnowledge {
  readonly kind: 'given';
  readonly passages: ArtefactRef;
  readonly grounding: Grounding;
}

export type Knowledge = StuffedKnowledge | RetrievedKnowledge | GivenKnowledge;

/** What is done about sentences of an answer that the passages shown do not support. */
export interface GroundednessGuardrail {
  /** `flag`: the answer is given, marked. `abstain`: the abstention is given instead. `retry`: asked again once, then that. */
  readonly action: 'flag' | 'abstain' | 'retry';
  /** Chat model that judges each sentence; without it words, numbers and names decide. */
  readonly judge?: ModelRef;
}

/** What stands between what was answered and whoever asked. */
export interface Guardrails {
  /** Only of a stack whose knowledge is grounded. */
  readonly groundedness: GroundednessGuardrail;
}

export interface StackSpec {
  readonly answerer: Answerer;
  readonly contract: OutputContract;
  /** `false`: the prompt does not say what form the output must have, as of a model that was trained to it. The contract holds all the same. */
  readonly tellsContract?: false;
  readonly instruction?: Instruction;
  readonly examples?: Examples;
  readonly reasoning?: Reasoning;
  readonly knowledge?: Knowledge;
  readonly guardrails?: Guardrails;
}

/** 64 hex digits; equal exactly when every field that could change an answer is equal. */
export function stackHash(spec: StackSpec): string {
  return contentHash(spec);
}
