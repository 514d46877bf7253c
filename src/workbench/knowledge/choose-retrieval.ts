/** How the documents of a task are searched outside a climb: as its answering rung does, else by the retrieval lever's settings. */
import type { Rung } from '../../domain/ladder.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import type { TaskSettings } from '../../levers/lever.ts';
import { type RetrievalSettings, retrieval } from '../../levers/retrieval/retrieval.ts';
import { retrievedKnowledge } from '../../levers/retrieved-knowledge.ts';
import { readLever, type WrittenLever, writtenLevers } from '../climb/lever-calls.ts';
import type { Workbench } from '../open-workbench.ts';
import { recordedStack } from '../recorded-stack.ts';
import { findLadder } from '../show.ts';
import { taskName } from '../task.ts';
import { answeringRung } from './answering-rung.ts';
import { corpusSettings } from './open-documents.ts';

export interface Retrieval {
  readonly knowledge: RetrievedKnowledge;
  /** Of the latest climb, where one answers from documents. */
  readonly rung?: Rung;
}

/** Throws `LEVER_SETTINGS`. */
export async function chooseRetrieval(workbench: Workbench, settings: TaskSettings): Promise<Retrieval> {
  const ladder = await findLadder(workbench, 'latest');
  const { embedding } = corpusSettings({}, settings.embeddingModel);
  const rung = ladder && answeringRung(ladder, embedding);
  const own = rung && recordedStack(rung).spec.knowledge;
  return {
    knowledge: own?.kind === 'retrieved' ? own : unmeasured(workbench, settings),
    ...(rung && { rung }),
  };
}

/** Of several sizes of chunks the first: nothing was measured that could choose. */
function unmeasured({ loaded }: Workbench, settings: TaskSettings): RetrievedKnowledge {
  const [written] = writtenLevers(loaded.config, [retrieval.name]);
  const given = readLever(written as WrittenLever).settings as RetrievalSettings;
  const { chunkTokens, overlapTokens } = given;
  const chunking = { maxTokens: chunkTokens[0] as number, overlapTokens };
  const corpus = { name: taskName(loaded), settings: corpusSettings(chunking, settings.embeddingModel) };
  return retrievedKnowledge(settings, given, corpus);
}
