/** The documents of a task as they are searched today, synced: what `search` and `documents` look into. Searches nothing. */
import type { Fusion } from '../../domain/fusion.ts';
import { type PendingVector, pendingVector } from '../../knowledge/search/pending-vector.ts';
import type { Workbench } from '../open-workbench.ts';
import { chooseRetrieval } from './choose-retrieval.ts';
import type { Knowledge } from './open-knowledge.ts';
import type { SyncedDocuments } from './synced-documents.ts';

export interface OpenRetrieval {
  readonly documents: SyncedDocuments;
  readonly fusion: Fusion;
  /** Rung whose search this is; absent where none answers from documents. */
  readonly rung?: string;
}

export async function openRetrieval(workbench: Workbench, knowledge: Knowledge): Promise<OpenRetrieval> {
  const { settings, documents } = knowledge;
  const { knowledge: how, rung } = await chooseRetrieval(workbench, settings);
  const synced = await documents.open(how.corpus);
  return { documents: synced, fusion: how.fusion, ...(rung && { rung: rung.name }) };
}

/** `undefined` where words alone are searched. */
export function vectorOf(
  text: string,
  { settings: { embeddingModel }, stackParts }: Knowledge,
): PendingVector | undefined {
  if (embeddingModel === undefined) return undefined;
  return pendingVector(async (underWay) => {
    const [vector] = await stackParts.embed(embeddingModel, [text], underWay);
    return vector as Float32Array;
  });
}
