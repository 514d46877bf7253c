/** Passages chosen beforehand, by input: for the ceiling that no search can pass. Knows nothing of who chose them. */
import { z } from 'zod';
import type { ArtefactRef, ArtefactStore } from '../../domain/artefact.ts';
import { inputHash } from '../../domain/case.ts';
import type { Json } from '../../domain/json.ts';
import type { Passage } from '../../domain/passage.ts';
import type { GivenKnowledge } from '../../domain/stack.ts';
import type { StackParts } from '../live-stack.ts';
import { renderPassages } from '../prompt/render-passages.ts';
import type { CountTokens, PassageSource } from './passage-source.ts';

const givenPassagesKind = 'given-passages';
const anyTag = 'input';

const schema = z.object({
  byInput: z.record(
    z.string(),
    z.object({
      passages: z.array(z.json()),
      /** Only this principal is shown them. */
      principal: z.string().optional(),
    }),
  ),
});

export interface GivenPassages {
  readonly inputHash: string;
  readonly passages: readonly Passage[];
  readonly principal?: string;
}

export function putGivenPassages(
  store: ArtefactStore,
  given: readonly GivenPassages[],
): Promise<ArtefactRef> {
  const byInput = Object.fromEntries(given.map(({ inputHash: key, ...rest }) => [key, rest]));
  return store.put(givenPassagesKind, { byInput } as unknown as Json);
}

export async function givenPassages(
  { passages: ref }: GivenKnowledge,
  countTokens: CountTokens,
  { artefacts }: StackParts,
): Promise<PassageSource> {
  const { byInput } = schema.parse(await artefacts.get(ref));
  const given = new Map(Object.entries(byInput));
  const tokensOf = (passages: readonly Json[]) =>
    countTokens(renderPassages(passages as unknown as readonly Passage[], anyTag));
  return {
    mostTokens: [...given.values()].reduce((most, { passages }) => Math.max(most, tokensOf(passages)), 0),
    async find(input, { principal }) {
      const own = given.get(inputHash(input));
      const isTheirs = own !== undefined && own.principal === principal;
      return { passages: isTheirs ? (own.passages as unknown as Passage[]) : [] };
    },
  };
}
