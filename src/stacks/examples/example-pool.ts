/** The artefact that retrieved few-shot draws from: training cases with their right answers. Knows nothing of how it is searched. */
import { z } from 'zod';
import type { ArtefactRef, ArtefactStore } from '../../domain/artefact.ts';
import type { CaseInput } from '../../domain/case.ts';
import type { Json } from '../../domain/json.ts';

export const examplePoolKind = 'example-pool';

const poolSchema = z.object({
  examples: z.array(
    z.object({
      caseId: z.string(),
      input: z.json(),
      output: z.string(),
      /** Only this person, or who is in this group, may be shown the example. */
      principal: z.string().optional(),
    }),
  ),
});

export interface PooledExample {
  readonly caseId: string;
  readonly input: CaseInput;
  readonly output: string;
  readonly principal?: string;
}

export function putExamplePool(
  store: ArtefactStore,
  examples: readonly PooledExample[],
): Promise<ArtefactRef> {
  return store.put(examplePoolKind, { examples } as unknown as Json);
}

export async function getExamplePool(
  store: Pick<ArtefactStore, 'get'>,
  ref: ArtefactRef,
): Promise<readonly PooledExample[]> {
  return poolSchema.parse(await store.get(ref)).examples as unknown as readonly PooledExample[];
}
