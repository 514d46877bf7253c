/** The seam to a chat model: an AI SDK language model, what it can do, and one retried, metered call. Knows nothing of stacks or cases. */
import type { JSONSchema7, LanguageModelV4, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { Message, ToolCall } from '../domain/case.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { FinishReason, Usage } from '../domain/usage.ts';

/** What shared code may ask of a model instead of its name. */
export interface ChatCapabilities {
  /** Obeys a JSON schema for the whole output. */
  readonly jsonSchema: boolean;
  /** Takes another schema with each request at no further cost: providers that compile schemas make the first request of each wait. */
  readonly schemaPerRequest: boolean;
  /** Can be held to one of a list of texts while generating. */
  readonly choice: boolean;
  /** Gives the log-probability of each of a list of continuations: `scoreLabels` is there. */
  readonly labelLogProbabilities: boolean;
  readonly toolCalls: boolean;
  /** Has a setting for reasoning effort. */
  readonly reasoningEffort: boolean;
  /** Requests that run at the same time without slowing each other to a queue. 1 for the local engine. */
  readonly maxConcurrency: number;
  /** Context length in tokens, where known. */
  readonly contextTokens?: number;
  /** `automatic`: the provider caches shared prefixes itself; `breakpoint`: it caches up to a mark we set. */
  readonly promptCaching: 'automatic' | 'breakpoint' | 'none';
}

export interface ChatMessage extends Message {
  /** Set on what the model itself has just written: it takes no more tokens than it was allowed to write, whatever its bytes say. */
  readonly atMostTokens?: number;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** How many leading messages are shared by all requests of the stack: the cacheable prefix. */
  readonly sharedMessages: number;
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly output?:
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | {
        readonly kind: 'json';
        readonly schema: JSONSchema7;
        /** Only with `capabilities.schemaPerRequest`. */
        readonly allowed?: AllowedValues;
      };
  readonly tools?: readonly LanguageModelV4FunctionTool[];
  readonly reasoningEffort?: 'low' | 'medium' | 'high';
}

/** The values that a property of this one reply may have; also null, where the schema allows it. */
export interface AllowedValues {
  readonly property: string;
  readonly values: readonly string[];
}

export interface CallContext {
  readonly purchase: Purchase;
  readonly signal: AbortSignal;
}

/** The most that one try of a call can take. What reserves money for it and what estimates it beforehand are told the same. */
export interface CallBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when the price is unknown. */
  readonly costUsd?: number;
}

export interface CallReceipt {
  readonly callIds: readonly string[];
  readonly usage?: Usage;
  readonly costUsd?: number;
  /** Service time of the successful try. */
  readonly latencyMs: number;
}

export interface ChatReply extends CallReceipt {
  readonly text: string;
  readonly reasoning?: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: FinishReason;
}

export interface LabelRequest extends Pick<ChatRequest, 'messages' | 'sharedMessages'> {
  readonly labels: readonly string[];
  /**
   * A label whose probability is provably below this share of the best label's need not be scored to its end. In [0, 1]; default 0, which
   * scores every label exactly; 1 scores only what must be known to say which label is best. Saves much time where labels are many.
   */
  readonly negligibleShare?: number;
}

export interface LabelScores extends CallReceipt {
  /**
   * Natural log of P(label | prompt), one per label, in the order given: of the label's tokens and, where another label goes on from it,
   * of the end of the turn after them.
   */
  readonly logProbabilities: readonly number[];
  /**
   * For each label, whether that is its value. Of labels that begin alike and were left there, each has an even share of what the beginning
   * has: together they have no more than that, so a share of the whole is never too high for a label that is exact, the best among them.
   */
  readonly exact: readonly boolean[];
}

/** A turn in the tokens that are computed. */
export interface TokenisedTurn {
  /** Up to where the assistant begins to speak. */
  readonly prompt: readonly number[];
  /** What it says, and the end of its turn. */
  readonly completion: readonly number[];
}

/** Weights at hand, for whoever trains an adapter on top of them. */
export interface OwnWeights {
  /** GGUF. */
  readonly file: string;
  readonly sha256: string;
  /** As a request with these messages is computed: what a text spells out is never a control token. */
  tokenise(messages: readonly Message[], completion: string): TokenisedTurn;
}

export interface ChatModel {
  /** Catalogue id, e.g. `local/smollm2-135m`. */
  readonly id: string;
  /** SHA-256 of the weights, where they are ours to know. */
  readonly digest?: string;
  /** Of the adapter it computes with, shown to be the one that was trained. */
  readonly adapterHash?: string;
  /** Absent of a model that somebody else runs. */
  readonly weights?: OwnWeights;
  readonly capabilities: ChatCapabilities;
  /** The AI SDK object underneath. */
  readonly language: LanguageModelV4;
  /** Throws `MODEL_*` errors after the one retry layer gave up. `length` and `content-filter` are returned, not thrown. */
  generate(request: ChatRequest, context: CallContext): Promise<ChatReply>;
  /** Present exactly when `capabilities.labelLogProbabilities`. */
  scoreLabels?(request: LabelRequest, context: CallContext): Promise<LabelScores>;
  /** Tokens of a text as this model counts them; an estimate (see `exact`) where its tokenizer is not at hand. */
  countTokens(text: string): { readonly tokens: number; readonly exact: boolean };
  /** The most that one try can take: what is reserved for it. */
  atMost(request: ChatRequest | LabelRequest): CallBound;
}
