/** What a live stack returns for one input. Knows nothing of cases, runs or scores. */
import type { ToolCall } from './case.ts';
import type { Passage } from './passage.ts';
import type { FinishReason, Usage } from './usage.ts';

/** What a model noted of one document, or why it noted nothing. */
export type ReadDocument =
  | {
      readonly kind: 'noted';
      readonly document: string;
      readonly note: string;
      /** The passages it was written from, by their numbers in the evidence of the answer, from 1. */
      readonly passages: readonly number[];
    }
  | {
      readonly kind: 'dropped';
      readonly document: string;
      /** Its passages do not bear on the question; the reply was empty or cut off; no passage of it fits the prompt. */
      readonly reason: 'irrelevant' | 'unreadable' | 'too long';
    };

export type DocumentNote = Extract<ReadDocument, { readonly kind: 'noted' }>;

/** What the options of a search did for one answer; each part is there where the stack has the option. */
export interface SearchRecord {
  /** Those that a model wrote beside the question; empty where what it wrote could not be used. */
  readonly queries?: readonly string[];
  /** `clear`: the search was sure enough, so nobody was asked. `unreadable`: no order could be read, so that of the search stands. */
  readonly rerank?: 'reranked' | 'clear' | 'unreadable';
  /** Each document that was read for notes, best first; absent where passages were shown. */
  readonly synthesis?: readonly ReadDocument[];
}

/** What was said, and those of its sentences that were not found supported by the passages. */
export interface UnsupportedAnswer {
  readonly output: string;
  readonly reasoning?: string;
  readonly claims: readonly {
    readonly text: string;
    /** `undetermined`: nobody could tell. */
    readonly verdict: 'contradicted' | 'unsupported' | 'undetermined';
    readonly reason: string;
  }[];
}

/** What the guardrail against unsupported claims did. */
export interface GroundednessRecord {
  /**
   * `passed`: given as it was said. `flagged`: given, though not all of it is supported. `retried`: given as it was said when asked again.
   * `abstained`: not given; the output is the abstention of the stack, also where the model abstained when asked again.
   */
  readonly outcome: 'passed' | 'flagged' | 'retried' | 'abstained';
  /** In order: the answer that was flagged, or those that were not given. A second one that was cut off is not among them. */
  readonly unsupported: readonly UnsupportedAnswer[];
}

export interface Answer {
  /** The final output as the user of the stack would see it; absent when the stack abstained. */
  readonly output?: string;
  /** Why there is no output although nothing failed. */
  readonly abstained?: { readonly reason: string };
  readonly toolCalls?: readonly ToolCall[];
  /** Calibrated or model probability per label, where the answerer gives one. */
  readonly labelProbabilities?: Readonly<Record<string, number>>;
  readonly finish: FinishReason;
  /**
   * Summed over the calls to the model that answers and to what judges its answer; a field unknown for one call is unknown in the sum.
   * `undefined` when no model was called. What finding examples and passages took, and noting what these say, is in cost and latency alone.
   */
  readonly usage?: Usage;
  /** Cost of the calls in US dollars; absent when a price or a count is unknown. 0 only when it is known to be free. */
  readonly costUsd?: number;
  /** Service time in milliseconds, without waits for a rate limit or for our own bookkeeping; absent for recorded answers without one. */
  readonly latencyMs?: number;
  /** Ids of the ledger entries of the calls that were paid for this answer. */
  readonly callIds: readonly string[];
  /** Content hash of the messages as first asked; `renderShownPrompt` renders them again from spec, input and `exampleIds`. */
  readonly promptHash?: string;
  /** Of the adapter that computed it, shown when it was loaded to be the one that was trained. */
  readonly adapterHash?: string;
  readonly reasoning?: string;
  /** Ids of the retrieved examples shown to the model, in order. */
  readonly exampleIds?: readonly string[];
  /**
   * The passages shown to the model, in their order, which is what citations count by; empty when a search found none, absent when nothing
   * was looked up. Of an answer written from notes, the passages under them; citations then count by the notes (`notesOf`). Kept whole, so
   * that an answer can be judged against them after the documents have changed.
   */
  readonly evidence?: readonly Passage[];
  /** Absent of a search without options. */
  readonly search?: SearchRecord;
  /** Absent of a stack without them. */
  readonly guardrails?: { readonly groundedness: GroundednessRecord };
}

/** The notes that stood in the prompt in place of passages, in their order; `undefined` where passages did. */
export function notesOf({ search }: Pick<Answer, 'search'>): readonly DocumentNote[] | undefined {
  return search?.synthesis?.filter((read) => read.kind === 'noted');
}
