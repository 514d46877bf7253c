/** Says before anything is bought whether a model can be had and what it costs. Loads no weights. */
import { FulcrumError } from '../domain/errors.ts';
import type { AskedModel } from './asked-model.ts';
import { catalogueEntry } from './catalogue/catalogue.ts';
import { listModels } from './catalogue/list-models.ts';
import type { CallBound } from './chat-model.ts';
import type { ModelSource } from './model-source.ts';

/** Throws what opening it would throw: `MODEL_UNKNOWN`, `MODEL_NOT_PULLED`, `MODEL_KEY_MISSING` … */
export async function requireModel({ kind, ref }: AskedModel, source: ModelSource): Promise<void> {
  const entry = catalogueEntry(ref.id);
  if (entry === undefined) {
    await source[kind](ref);
    return;
  }
  if (entry.kind !== kind) throw new FulcrumError('MODEL_WRONG_KIND', { id: ref.id, wanted: kind });
  const listed = (await listModels()).find(({ id }) => id === ref.id);
  if (listed?.pulled !== true) {
    throw new FulcrumError('MODEL_NOT_PULLED', { id: ref.id, sizeMb: Math.ceil(entry.sizeBytes / 1e6) });
  }
}

/** Whether a call of it can be reserved against a budget; a local model has an hourly rate. */
export async function hasPrice({ kind, ref }: AskedModel, source: ModelSource): Promise<boolean> {
  if (catalogueEntry(ref.id) !== undefined) return true;
  return (await smallestCall(kind, ref, source)).costUsd !== undefined;
}

async function smallestCall(
  kind: AskedModel['kind'],
  ref: AskedModel['ref'],
  source: ModelSource,
): Promise<CallBound> {
  switch (kind) {
    case 'chat':
      return (await source.chat(ref)).atMost({ messages: [], sharedMessages: 0, maxOutputTokens: 1 });
    case 'embedding':
      return (await source.embedding(ref)).atMost([]);
    case 'reranking':
      return (await source.reranking(ref)).atMost({ query: '', texts: [] });
  }
}
