/** Passages found anew for each request, among those the principal may read. Knows no store and no prompt. */
import { inputText } from '../../domain/case.ts';
import type { Passage } from '../../domain/passage.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { type ContextPassage, selectPassages } from '../../knowledge/context/select-passages.ts';
import { searchCorpus } from '../../knowledge/search/search-corpus.ts';
import type { StackParts } from '../live-stack.ts';
import type { CountTokens, PassageSource } from './passage-source.ts';

/** A fence with a number, the name of a document and a page. */
const tokensPerPassage = 24;

export async function retrievedPassages(
  { corpus: ref, embedding, fusion, k, maxTokens, sections }: RetrievedKnowledge,
  countTokens: CountTokens,
  parts: StackParts,
): Promise<PassageSource> {
  if (parts.openCorpus === undefined) throw new TypeError('a stack that searches needs documents');
  const { corpus, groupsOf, versions } = await parts.openCorpus(ref);
  const model = embedding && (await parts.models.embedding(embedding));
  return {
    mostTokens: maxTokens,
    versions,
    atMost: (input) => (model === undefined ? [] : [model.atMost([inputText(input)])]),
    async find(input, { principal, purchase, signal, call }) {
      const text = inputText(input);
      const groups = groupsOf(principal);
      const vector = model && (await call(() => model.embed([text], { purchase, signal }))).vectors[0];
      const { found } = await searchCorpus(corpus, { text, groups, k, fusion, ...(vector && { vector }) });
      const { passages } = await selectPassages(
        found.map(({ passage }) => passage),
        { maxTokens, countTokens, tokensPerPassage, ...(sections && { smallToBig: { corpus, groups } }) },
      );
      return passages.map(asPassage);
    },
  };
}

/** A section goes by the id of the best passage in it. */
function asPassage({ chunkIds, extent: _, rank: __, tokens: ___, ...passage }: ContextPassage): Passage {
  return { ...passage, chunkId: chunkIds[0] as string };
}
