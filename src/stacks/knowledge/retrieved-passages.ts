/** Passages found anew for each request, among those the principal may read. Knows no store and no prompt. */
import { inputText } from '../../domain/case.ts';
import type { Passage } from '../../domain/passage.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { type ContextPassage, selectPassages } from '../../knowledge/context/select-passages.ts';
import type { StackParts } from '../live-stack.ts';
import { openPassageSearch } from './open-passage-search.ts';
import type { CountTokens, PassageSource } from './passage-source.ts';

/** A fence with a number, the name of a document and a page. */
const tokensPerPassage = 24;

export async function retrievedPassages(
  knowledge: RetrievedKnowledge,
  countTokens: CountTokens,
  parts: StackParts,
): Promise<PassageSource> {
  const { k, maxTokens, sections } = knowledge;
  const { corpus, groupsOf, versions, atMost, search } = await openPassageSearch(knowledge, parts);
  return {
    mostTokens: maxTokens,
    versions,
    atMost: (input) => atMost(inputText(input)),
    async find(input, context) {
      const groups = groupsOf(context.principal);
      const found = await search({ question: inputText(input), groups, k }, context);
      const { passages } = await selectPassages(found.passages, {
        maxTokens,
        countTokens,
        tokensPerPassage,
        ...(sections && { smallToBig: { corpus, groups } }),
      });
      return { passages: passages.map(asPassage), ...(found.record && { search: found.record }) };
    },
  };
}

/** A section goes by the id of the best passage in it. */
function asPassage({ chunkIds, extent: _, rank: __, tokens: ___, ...passage }: ContextPassage): Passage {
  return { ...passage, chunkId: chunkIds[0] as string };
}
