/** `fulcrum documents prune`: removes corpora of a task that neither its config nor a stack of a kept climb can name any more. */
import { contentHash } from '../domain/content-hash.ts';
import type { Json } from '../domain/json.ts';
import type { CorpusSettings, StoredCorpus } from '../domain/ports/corpus-store.ts';
import type { TaskSettings } from '../levers/lever.ts';
import { retrieval } from '../levers/retrieval/retrieval.ts';
import { readLever, writtenLevers } from './climb/lever-calls.ts';
import { ladderKind } from './climb/start-climb.ts';
import { corpusSettings } from './knowledge/open-documents.ts';
import { openKnowledge } from './knowledge/open-knowledge.ts';
import { leaseOf } from './knowledge/synced-documents.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf } from './readiness.ts';
import { rescoredKind } from './rescored-id.ts';
import { taskName } from './task.ts';

/**
 * Vectors and what was written of passages stay cached: a corpus that is wanted again costs time alone. Throws `LEVER_SETTINGS` rather than
 * guess at a config that cannot be read.
 */
export async function pruneDocuments(workbench: Workbench): Promise<readonly StoredCorpus[]> {
  const { loaded, stores } = workbench;
  const { settings } = await openKnowledge(workbench, { verb: 'documents' });
  const needed = new Set(
    [...ofConfig(workbench, settings), ...(await ofClimbs(workbench))].map(unpinnedHash),
  );
  const name = taskName(loaded);
  const removed: StoredCorpus[] = [];
  for (const corpus of await stores.corpora.list(name)) {
    if (needed.has(unpinnedHash(corpus.settings))) continue;
    await using _lease = await leaseOf(workbench, corpus.settings);
    await stores.corpora.remove(name, corpus.settings);
    removed.push(corpus);
  }
  return removed;
}

/** What its levers may ask for, the retrieval lever also where the task does not list it, as `search` asks for its corpus; and that of `check`. */
function ofConfig({ loaded: { config } }: Workbench, settings: TaskSettings): CorpusSettings[] {
  const chat = modelOf(config, 'chat');
  const task = { ...settings, ...(chat && { chatModel: chat.ref }) };
  const calls = [...writtenLevers(config, []), ...writtenLevers(config, [retrieval.name])].map(readLever);
  const asked = calls.flatMap(({ lever, settings: given }) => lever.corpora?.(task, given) ?? []);
  return [
    corpusSettings({}, undefined),
    ...asked.map(({ chunking, contextLine }) =>
      corpusSettings(chunking, settings.embeddingModel, contextLine),
    ),
  ];
}

async function ofClimbs({ loaded, stores }: Workbench): Promise<CorpusSettings[]> {
  const task = taskName(loaded);
  const kinds = [ladderKind, rescoredKind].map((kind) => stores.records.list({ kind, task }));
  return (await Promise.all(kinds)).flat().flatMap(({ body }) => corporaIn(body));
}

/** Wherever they stand: a stack may be made of stacks, and a record may be of an older Fulcrum. */
function corporaIn(value: Json): CorpusSettings[] {
  if (typeof value !== 'object' || value === null) return [];
  const { corpus } = value as { readonly corpus?: { readonly settings?: CorpusSettings } };
  const own = corpus?.settings?.chunking === undefined ? [] : [corpus.settings];
  return [...own, ...Object.values(value).flatMap(corporaIn)];
}

/** The config names a chat model without its digest. */
function unpinnedHash({ contextLine, ...settings }: CorpusSettings): string {
  const { model, ...line } = contextLine ?? {};
  return contentHash({ ...settings, line: { ...line, model: model?.id } });
}
