/** Renders again the prompt behind a stored answer, and proves by its hash that it is the same one. */
import type { Answer } from '../../domain/answer.ts';
import type { ArtefactStore } from '../../domain/artefact.ts';
import type { CaseInput, Message } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Example, StackSpec } from '../../domain/stack.ts';
import { getExamplePool } from '../examples/example-pool.ts';
import { renderPrompt } from './render-prompt.ts';
import { shownPassages } from './shown-passages.ts';

/** `undefined` when the answer had no prompt or cannot be rendered to the same hash (the pool is gone, the renderer changed). */
export async function renderShownPrompt(
  spec: StackSpec,
  input: CaseInput,
  answer: Pick<Answer, 'promptHash' | 'exampleIds' | 'evidence' | 'search'>,
  artefacts: Pick<ArtefactStore, 'get'>,
): Promise<readonly Message[] | undefined> {
  const { promptHash, exampleIds = [] } = answer;
  if (promptHash === undefined) return undefined;
  const examples = await findExamples(spec, exampleIds, artefacts);
  const found = spec.knowledge?.kind === 'stuffed' ? undefined : shownPassages(answer);
  const { messages, hash } = renderPrompt(spec, input, { examples, ...(found && { passages: found }) });
  return hash === promptHash ? messages : undefined;
}

/** Those that are still there; a pool that is gone has none. */
async function findExamples(
  { examples }: StackSpec,
  ids: readonly string[],
  artefacts: Pick<ArtefactStore, 'get'>,
): Promise<readonly Example[]> {
  if (examples?.kind !== 'retrieved' || ids.length === 0) return [];
  try {
    const byId = new Map((await getExamplePool(artefacts, examples.pool)).map((e) => [e.caseId, e]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  } catch (error) {
    if (error instanceof FulcrumError) return [];
    throw error;
  }
}
