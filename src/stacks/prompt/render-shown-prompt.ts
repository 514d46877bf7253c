/** Renders again the prompt behind a stored answer, and proves by its hash that it is the same one. */
import type { Answer } from '../../domain/answer.ts';
import type { ArtefactStore } from '../../domain/artefact.ts';
import type { CaseInput, Message } from '../../domain/case.ts';
import type { StackSpec } from '../../domain/stack.ts';
import { getExamplePool } from '../examples/example-pool.ts';
import { renderPrompt } from './render-prompt.ts';

/** `undefined` when the answer had no prompt or cannot be rendered to the same hash (the pool is gone, the renderer changed). */
export async function renderShownPrompt(
  spec: StackSpec,
  input: CaseInput,
  { promptHash, exampleIds = [] }: Pick<Answer, 'promptHash' | 'exampleIds'>,
  artefacts: Pick<ArtefactStore, 'get'>,
): Promise<readonly Message[] | undefined> {
  if (promptHash === undefined) return undefined;
  const pool = spec.examples?.kind === 'retrieved' ? await getExamplePool(artefacts, spec.examples.pool) : [];
  const byId = new Map(pool.map((e) => [e.caseId, e]));
  const shown = exampleIds.flatMap((id) => byId.get(id) ?? []);
  const { messages, hash } = renderPrompt(spec, input, shown);
  return hash === promptHash ? messages : undefined;
}
