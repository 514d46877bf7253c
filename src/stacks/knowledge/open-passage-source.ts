/** Opens where the passages of a stack's prompt come from. Knows the kinds of knowledge only by their seam. */
import type { Knowledge } from '../../domain/stack.ts';
import type { StackParts } from '../live-stack.ts';
import { givenPassages } from './given-passages.ts';
import type { CountTokens, PassageSource } from './passage-source.ts';
import { retrievedPassages } from './retrieved-passages.ts';

/** `undefined` where none change from input to input. */
export async function openPassageSource(
  knowledge: Knowledge | undefined,
  countTokens: CountTokens,
  parts: StackParts,
): Promise<PassageSource | undefined> {
  switch (knowledge?.kind) {
    case 'retrieved':
      return retrievedPassages(knowledge, countTokens, parts);
    case 'given':
      return givenPassages(knowledge, countTokens, parts);
    default:
      return undefined;
  }
}
