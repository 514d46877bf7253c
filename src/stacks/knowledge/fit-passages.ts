/** Fits passages found into the tokens that a prompt has for them. Searches nothing and writes no prompt. */
import type { Passage } from '../../domain/passage.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { type ContextPassage, selectPassages } from '../../knowledge/context/select-passages.ts';
import type { OpenCorpus } from '../live-stack.ts';
import type { CountTokens } from './passage-source.ts';

/** A fence with a number, the name of a document and a page. */
export const tokensPerPassage = 24;

export interface PassageFit extends Pick<RetrievedKnowledge, 'maxTokens' | 'sections'> {
  readonly countTokens: CountTokens;
  readonly corpus: OpenCorpus['corpus'];
  /** Of whoever asks. */
  readonly groups: readonly string[];
}

/** Best first. */
export async function fitPassages(
  found: readonly Passage[],
  { maxTokens, sections, countTokens, corpus, groups }: PassageFit,
): Promise<readonly Passage[]> {
  const { passages } = await selectPassages(found, {
    maxTokens,
    countTokens,
    tokensPerPassage,
    ...(sections && { smallToBig: { corpus, groups } }),
  });
  return passages.map(asPassage);
}

/** A section goes by the id of the best passage in it. */
function asPassage({ chunkIds, extent: _, rank: __, tokens: ___, ...passage }: ContextPassage): Passage {
  return { ...passage, chunkId: chunkIds[0] as string };
}
