/** `fulcrum documents draft`: has a chat model write questions to passages of the documents, and keeps those worth a person's time. None counts yet. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { appendRecords } from '../cases/approval/drafts-file.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { SpendingTotals } from '../domain/ports/ledger.ts';
import { answerForm } from './drafting/answer-form.ts';
import { askForQuestions } from './drafting/ask-for-questions.ts';
import type { DraftRecord } from './drafting/draft-record.ts';
import { drawPassages } from './drafting/draw-passages.ts';
import { KnownQuestions } from './drafting/known-questions.ts';
import { type LeftOutFor, siftQuestions } from './drafting/sift-questions.ts';
import { isWithin } from './init.ts';
import { openKnowledge } from './knowledge/open-knowledge.ts';
import { openRetrieval } from './knowledge/open-retrieval.ts';
import { readAs } from './knowledge/read-as.ts';
import { makeFolders } from './make-folders.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf } from './readiness.ts';
import { caseFiles } from './task.ts';

export interface DraftOptions {
  /** Passages to ask about. */
  readonly limit: number;
  /** JSONL, relative to the working folder: made, or added to. */
  readonly file: string;
  /** Who asks: only of what these may read. */
  readonly principal?: string;
  /** Chat model that writes, instead of the task's. */
  readonly model?: string;
  readonly budgetUsd?: number;
  /** Instead of the task's: another seed draws other passages. */
  readonly seed?: string;
}

export interface Drafted {
  readonly file: string;
  readonly model: string;
  /** Passages asked about, and the documents they are of. */
  readonly passages: number;
  readonly documents: number;
  /** Added to the file. */
  readonly drafts: readonly DraftRecord[];
  readonly leftOut: Readonly<Record<LeftOutFor, number>>;
  /** Why the first that failed did. */
  readonly failure?: string;
  readonly spending: SpendingTotals;
  /** What ended it early; the drafts made until then are kept. */
  readonly stoppedBy?: FulcrumError;
}

/** Throws `DRAFTS_*`, `PRINCIPAL_MISSING`, and what opening the model, reading the cases there are or syncing throws. */
export async function draft(workbench: Workbench, options: DraftOptions): Promise<Drafted> {
  const { limit, file, principal, budgetUsd } = options;
  const { loaded, stores, models } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  const { config } = loaded;
  const configFile = path.basename(loaded.file);
  const form = answerForm(config.contract, configFile);
  refuseAmongDocuments(file, workbench);
  const ref = options.model === undefined ? modelOf(config, 'chat')?.ref : { id: options.model };
  if (ref === undefined) throw new FulcrumError('DRAFTS_NEED_MODEL', { file: configFile });
  const model = await models.chat(ref);
  await makeFolders(path.dirname(path.resolve(file)));
  const known = await knownQuestions(file, workbench);
  const knowledge = await openKnowledge(workbench, {
    verb: 'draft',
    ...(budgetUsd !== undefined && { budgetUsd }),
  });
  const { runId } = knowledge;
  const { documents } = await openRetrieval(workbench, knowledge);
  if (principal !== undefined) await readAs(documents, principal, onProgress);
  const seed = options.seed ?? config.seed;
  const { asked, stoppedBy } = await askForQuestions(drawPassages(documents, { principal, seed, limit }), {
    model,
    ledger: stores.ledger,
    runId,
    total: limit,
    concurrency: Math.min(config.concurrency, model.capabilities.maxConcurrency),
    interruption,
    onProgress,
  });
  const { drafts, leftOut } = await siftQuestions(asked, {
    corpus: documents.corpus,
    known,
    form,
    written: { model: model.id, draftedAt: now().toISOString() },
  });
  const failed = asked.find(({ reply }) => reply instanceof FulcrumError)?.reply;
  if (drafts.length > 0) await appendRecords(file, drafts);
  return {
    file,
    model: model.id,
    passages: asked.length,
    documents: new Set(asked.map(({ drawn }) => drawn.document.name)).size,
    drafts,
    leftOut,
    ...(failed instanceof FulcrumError && { failure: failed.message }),
    spending: await stores.ledger.totals(runId),
    ...(stoppedBy && { stoppedBy }),
  };
}

/** A file in a folder of documents is one of them at the next sync. */
function refuseAmongDocuments(file: string, { loaded: { config, folder } }: Workbench): void {
  if (Array.isArray(config.knowledge)) return;
  const root = path.resolve(folder, config.knowledge.documents);
  if (isWithin(root, path.resolve(file))) throw new FulcrumError('DRAFTS_AMONG_DOCUMENTS', { file });
}

async function knownQuestions(file: string, { loaded: { config, folder } }: Workbench) {
  const known = new KnownQuestions();
  const { sources, mapping } = caseFiles(config.cases ?? { file: [] });
  const own = path.resolve(file);
  const others = sources.map((source) => path.resolve(folder, source.path)).filter((one) => one !== own);
  // The file to be written may be named among the cases before there is one.
  const isThere = ((await stat(own).catch(() => undefined))?.size ?? 0) > 0;
  for (const one of isThere ? [...others, own] : others) await known.read(one, mapping);
  return known;
}
