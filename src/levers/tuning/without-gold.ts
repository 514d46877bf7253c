/** Questions whose right passages are withheld, so that a model tuned on passages learns to say when these do not answer. Searches nothing. */
import { abstains } from '../../checks/abstention.ts';
import type { Bench, TrainingTarget } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { StackSpec } from '../../domain/stack.ts';

/**
 * `share` of the targets whose cases name their documents, drawn by name, are asked without these and answered by the abstention: in the words
 * of a case that abstains, or, where answers are plain text, the sentence itself. None of a stack that searches nothing, or where the form of
 * an abstention is not known.
 */
export async function withoutGold(
  targets: readonly TrainingTarget[],
  share: number,
  { knowledge, contract }: Pick<StackSpec, 'knowledge' | 'contract'>,
  bench: Pick<Bench, 'cases' | 'seed'>,
): Promise<readonly TrainingTarget[]> {
  if (share === 0 || knowledge?.kind !== 'retrieved') return targets;
  const { abstention } = knowledge.grounding;
  const said = targets.find(({ output }) => abstains(output, abstention))?.output;
  const output = contract.kind === 'text' ? abstention : said;
  if (output === undefined) return targets;
  const gold = new Map<string, readonly string[]>();
  for await (const { id, goldDocuments = [] } of bench.cases('train'))
    if (goldDocuments.length > 0) gold.set(id, goldDocuments);
  const drawn = new Set(
    [...gold.keys()]
      .map((id) => ({ id, key: contentHash([bench.seed, 'without gold', id]) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, Math.round(gold.size * share))
      .map(({ id }) => id),
  );
  return targets.map((target) =>
    drawn.has(target.id) ? { ...target, output, withheld: gold.get(target.id) ?? [] } : target,
  );
}
