/** One example as a trainer sees it: a prompt rendered by the stack that will serve it, and the answer to learn. Does not know where it came from. */
import type { Message, Split } from '../../domain/case.ts';

export interface TrainingExample {
  /** Of the case, or of the production answer. */
  readonly id: string;
  /** As the stack sends them. */
  readonly messages: readonly Message[];
  readonly completion: string;
  /** What was asked, without the prompt around it, which is alike in every example: duplicates are told by it. */
  readonly input: string;
  /** Of the whole prompt, the control tokens of the chat template among them; absent where nobody counted. */
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** Of a task with labels. */
  readonly label?: string;
  readonly group?: string;
}

/** What is asked of the model once it is trained: no answer of these is ever read here. */
export interface HeldOutInput {
  readonly id: string;
  readonly split: Exclude<Split, 'train'>;
  readonly input: string;
}
