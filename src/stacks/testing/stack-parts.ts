/** What a stack is built from in tests: given models, artefacts in memory. */
import type { ChatModel } from '../../models/chat-model.ts';
import type { StackParts } from '../live-stack.ts';
import { memoryArtefacts } from './memory-artefacts.ts';

export function stackParts(given: Partial<StackParts> & { readonly chat?: ChatModel } = {}): StackParts {
  const { chat, ...parts } = given;
  const missing = async () => {
    throw new Error('this test has no such model');
  };
  return {
    models: {
      chat: chat ? async () => chat : missing,
      embedding: missing,
      reranking: missing,
      [Symbol.asyncDispose]: async () => {},
    },
    artefacts: memoryArtefacts(),
    embed: missing,
    folder: import.meta.dirname,
    ...parts,
  };
}
