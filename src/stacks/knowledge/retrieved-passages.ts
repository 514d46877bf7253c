/** Passages found anew for each request, among those the principal may read. Knows no store and no prompt. */
import { inputText } from '../../domain/case.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import type { StackParts } from '../live-stack.ts';
import { fitPassages } from './fit-passages.ts';
import { openPassageSearch } from './open-passage-search.ts';
import type { CountTokens, PassageSource } from './passage-source.ts';
import { openSynthesis } from './synthesis/open-synthesis.ts';

/** Passages of one document among the best; of one with more, fewer others are shown. */
const mostOfOne = 10;

export async function retrievedPassages(
  knowledge: RetrievedKnowledge,
  countTokens: CountTokens,
  parts: StackParts,
): Promise<PassageSource> {
  const { k, maxTokens, sections } = knowledge;
  const search = await openPassageSearch(knowledge, parts);
  const { corpus, groupsOf, versions } = search;
  const synthesis =
    knowledge.synthesis &&
    (await openSynthesis(knowledge, knowledge.synthesis, { search, countTokens, parts }));
  return {
    mostTokens: Math.max(maxTokens, synthesis?.mostTokens ?? 0),
    ...(synthesis && { evidenceTokens: synthesis.evidenceTokens }),
    versions,
    atMost(input) {
      const question = inputText(input);
      return [...search.atMost(question), ...(synthesis?.isFor(question) ? synthesis.atMost(question) : [])];
    },
    async find(input, context) {
      const question = inputText(input);
      const groups = groupsOf(context.principal);
      if (synthesis?.isFor(question)) return synthesis.find(question, groups, context);
      const { withheld = [] } = context;
      const found = await search.search({ question, groups, k: k + withheld.length * mostOfOne }, context);
      const shown = found.passages.filter(({ document }) => !withheld.includes(document)).slice(0, k);
      const passages = await fitPassages(shown, {
        maxTokens,
        sections,
        countTokens,
        corpus,
        groups,
      });
      return { passages, ...(found.record && { search: found.record }) };
    },
  };
}
