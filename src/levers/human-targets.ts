/** The training cases with the answers that people gave them, as what is learned. */
import type { Bench, TrainingTarget } from '../domain/bench.ts';
import { contentHash } from '../domain/content-hash.ts';
import {
  addCounts,
  handlePersonalData,
  type PersonalDataCounts,
  type PersonalDataHandling,
  personalDataWords,
} from '../tuning/data/personal-data.ts';
import { expectedOutput } from './expected-output.ts';

/** Cases that expect nothing that can be written down as one text are left out. Notes what personal data there was. */
export async function* humanTargets(
  bench: Bench,
  personalData: PersonalDataHandling = 'keep',
): AsyncGenerator<TrainingTarget> {
  let found: PersonalDataCounts = {};
  for await (const { id, principal, group, ...rest } of bench.cases('train')) {
    const { case: cleaned, counts } = handlePersonalData(rest, personalData);
    const output = expectedOutput(cleaned);
    if (output === undefined) continue;
    found = addCounts(found, counts);
    yield {
      id,
      input: cleaned.input,
      output,
      ...(principal !== undefined && { principal }),
      ...(group !== undefined && { group }),
    };
  }
  const words = personalDataWords(found, personalData);
  if (words !== undefined) bench.note(words);
}

/** At most `limit` of them, drawn by `seed` so that fewer are among more; a whole group at a time is drawn. */
export function drawTargets(
  targets: readonly TrainingTarget[],
  { limit, seed }: { readonly limit: number; readonly seed: number },
): readonly TrainingTarget[] {
  const keyOf = ({ id, group }: TrainingTarget) => contentHash([seed, 'drawn', group ?? id]);
  return targets
    .map((target, at) => ({ target, at, key: keyOf(target) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at - b.at))
    .slice(0, limit)
    .map(({ target }) => target);
}
