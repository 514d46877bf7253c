/** One example of the task: what goes in, what is expected, and what else is known of it. Knows nothing of files or stores. */
import { contentHash } from './content-hash.ts';
import type { Json, JsonObject } from './json.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What the stack is given: plain text, a conversation, or named fields. */
export type CaseInput = string | readonly Message[] | JsonObject;

export interface ToolCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** What a right answer is. `accepted` lists equally right texts; `tool-calls` with an empty list expects that no tool is called. */
export type Expected =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'accepted'; readonly answers: readonly string[] }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'tool-calls'; readonly calls: readonly ToolCall[] };

/** A check attached to one case (promptfoo's `assert`): the name of a scorer, its parameter, and whether it is negated. */
export interface Assertion {
  readonly scorer: string;
  readonly value?: Json;
  readonly threshold?: number;
  readonly weight?: number;
  readonly negated?: boolean;
}

export interface GoldPassage {
  readonly document: string;
  readonly quote: string;
}

export interface Case {
  /** Unique within its case set. */
  readonly id: string;
  readonly input: CaseInput;
  readonly expected?: Expected;
  readonly assertions?: readonly Assertion[];
  /** Cases of one group (a customer, a conversation) are never split apart and are clustered in intervals. */
  readonly group?: string;
  readonly tags: readonly string[];
  /** Names of the documents that answer it. */
  readonly goldDocuments?: readonly string[];
  /** Words of these documents that answer it together. */
  readonly goldPassages?: readonly GoldPassage[];
  /** The acting user, for permissions. */
  readonly principal?: string;
  /** A human grade of a recorded answer in [0, 1], used only to calibrate a judge. */
  readonly humanScore?: number;
}

export type Split = 'train' | 'dev' | 'sealed';
export const splits: readonly Split[] = ['train', 'dev', 'sealed'];

/** Where a case stands in its file, for messages. Lines count from 1. */
export interface CaseOrigin {
  readonly file: string;
  readonly line: number;
}

/** Identifies what a stack is asked, whatever the case is called or expected to give. */
export function inputHash(input: CaseInput): string {
  return contentHash(input);
}

/** The input as one text, for embedding, duplicate search and display. Field order is that of the file. */
export function inputText(input: CaseInput): string {
  if (typeof input === 'string') return input;
  if (Array.isArray(input)) return (input as readonly Message[]).map((m) => m.content).join('\n');
  return Object.values(input as JsonObject)
    .map((v) => (typeof v === 'string' ? v : JSON.stringify(v)))
    .join('\n');
}
