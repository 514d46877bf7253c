/** `fulcrum climb`: pulls the levers, compares on dev, reads the finalists on the sealed set, decides, and keeps the record. */
import path from 'node:path';
import type { Finalists } from '../decide/decision/choose-finalists.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Ladder } from '../domain/ladder.ts';
import type { AskedModel } from '../models/asked-model.ts';
import { openTrainer } from '../tuning/trainers/open-trainer.ts';
import { buildLadder } from './climb/build-ladder.ts';
import { findReference } from './climb/find-reference.ts';
import { nameFinalists } from './climb/name-finalists.ts';
import { type GrowingLadder, pullLevers } from './climb/pull-levers.ts';
import { readDev } from './climb/read-dev.ts';
import { readSealed } from './climb/read-sealed.ts';
import { requireAnswers } from './climb/require-answers.ts';
import { rungLine } from './climb/rung-line.ts';
import { climbKind, climbToResume, ladderKind, startClimb } from './climb/start-climb.ts';
import { type TaskModels, taskSettings } from './climb/task-settings.ts';
import { comparisonSettings } from './comparison-settings.ts';
import { describeCases } from './describe-cases.ts';
import { embedCached } from './embed-cached.ts';
import { openDocuments } from './knowledge/open-documents.ts';
import { syncNotes } from './knowledge/sync-notes.ts';
import type { BenchParts } from './open-bench.ts';
import { openScoring } from './open-scoring.ts';
import type { Workbench } from './open-workbench.ts';
import { modelOf, type Readiness, readiness, requirePrices } from './readiness.ts';
import { openTask, type Task, taskName } from './task.ts';
import { waitingDrafts } from './waiting-drafts.ts';

export interface ClimbOptions {
  /** Names of levers; empty for all of the task. */
  readonly only: readonly string[];
  /** Dev cases at most, for a quick look; the sealed set is then left alone. */
  readonly limit?: number;
  /** A resumed climb keeps its budget without one. */
  readonly budgetUsd?: number;
  /** Goes on under the id of the last unfinished climb, with its ledger. */
  readonly resume: boolean;
  readonly concurrency?: number;
}

/**
 * Throws `RUN_BUSY` when another process climbs this task. What ends a climb early (interruption, budget, a refused key, an outage) is thrown after its record is saved, with the id of that record
 * as `climb` in the details.
 */
export async function climb(workbench: Workbench, options: ClimbOptions): Promise<Ladder> {
  const { stores, models } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  // Before the import: of two processes that begin together, one brings in the cases and seals.
  await using _lease = await stores.leases.acquire(`${climbKind} ${taskName(workbench.loaded)}`);
  const task = await openTask(workbench);
  const { config } = task;
  const ready = await readiness(task, options.only, models);
  const [problem] = ready.problems;
  if (problem !== undefined) throw problem;
  const last = options.resume ? await climbToResume(task, workbench) : undefined;
  const budgetUsd = options.budgetUsd ?? last?.budgetUsd;
  if (budgetUsd !== undefined) await requirePrices(ready, path.basename(workbench.loaded.file), models);
  const settings = await taskSettings(task, await openModels(ready, task, workbench));
  const started = await startClimb(task, last, budgetUsd, workbench);
  onProgress({ kind: 'note', text: await describeCases(task) });
  const waiting = waitingDrafts(task);
  if (waiting !== undefined) onProgress({ kind: 'note', text: `${waiting.message}. ${waiting.advice}` });
  const { id } = started;
  const paid = { models, ledger: stores.ledger, runId: id };
  const scoring = await openScoring(task, { caseSets: stores.caseSets, interruption, paid });
  const embed = embedCached({ ...paid, cache: stores.embeddings, interruption, onProgress });
  const documents = openDocuments(
    workbench,
    { runId: id, embed, embedding: settings.embeddingModel },
    (report) => {
      for (const text of syncNotes(report)) onProgress({ kind: 'note', text });
    },
  );
  const comparison = comparisonSettings(task, scoring.primary);
  const bench: BenchParts = {
    ...stores,
    task,
    stateFolder: workbench.stateFolder,
    trainer: openTrainer(config.trainer),
    comparison,
    caseSetHash: task.cases.hash,
    runId: id,
    score: scoring.score,
    concurrency: options.concurrency ?? config.concurrency,
    stackParts: {
      models,
      artefacts: stores.artefacts,
      embed,
      folder: task.folder,
      ...(documents && { openCorpus: documents.open, openAccess: documents.access }),
    },
    ...(documents && { documents }),
    ...(options.limit !== undefined && { devLimit: options.limit }),
    interruption,
    onProgress,
    now,
  };
  const growing: GrowingLadder = { rungs: [], leftOut: [] };
  const quickLook = quickLookOf(options);
  const record = async ({ status, stoppedBy }: End, finalists?: Finalists): Promise<Ladder> => {
    const ladder = await buildLadder({
      ...growing,
      id,
      createdAt: started.createdAt,
      status,
      stoppedBy,
      quickLook,
      reference: findReference(config, growing.rungs),
      finalists,
      comparison,
      scorers: scoring.scorers,
      budgetUsd,
      task,
      stores,
    });
    await stores.records.put({ id, kind: ladderKind, task: task.name, body: ladder as unknown as Json });
    return ladder;
  };
  try {
    await pullLevers(ready.calls, settings, bench, growing, (rung) => {
      const reading = readDev([rung], undefined, comparison).get(rung.id);
      if (reading) onProgress({ kind: 'rung', name: rung.candidate.name, line: rungLine(reading) });
    });
    const finalists = quickLook ? undefined : await readFinalists(growing, comparison, bench);
    const ladder = await record({ status: 'complete' }, finalists);
    await started.finish();
    return ladder;
  } catch (error) {
    if (!(error instanceof FulcrumError) || !(error.stopsRun || error.transient)) throw error;
    await record({ status: earlyEnd(error), stoppedBy: { code: error.code, message: error.message } });
    throw new FulcrumError(error.code, { ...error.details, climb: id }, { cause: error });
  }
}

/** Of the task's own models those that something asks. */
async function openModels(
  { asked }: Readiness,
  { config }: Task,
  { models }: Workbench,
): Promise<TaskModels> {
  const isAsked = (kind: AskedModel['kind']) =>
    asked.some((m) => m.kind === kind && m.ref.id === config.models[kind]);
  const [chat, embedding] = [modelOf(config, 'chat'), modelOf(config, 'embedding')];
  const reranking = modelOf(config, 'reranking');
  return {
    ...(chat && isAsked('chat') && { chat: await models.chat(chat.ref) }),
    ...(embedding && isAsked('embedding') && { embedding: await models.embedding(embedding.ref) }),
    ...(reranking && isAsked('reranking') && { reranking: reranking.ref }),
  };
}

function quickLookOf({ only, limit }: ClimbOptions): Ladder['quickLook'] {
  if (only.length === 0 && limit === undefined) return undefined;
  return { only: [...only], ...(limit !== undefined && { devCases: limit }) };
}

/** Names the finalists on dev and reads them and the reference on the sealed set; `undefined` when nothing could be scored. */
async function readFinalists(
  { rungs }: GrowingLadder,
  comparison: Parameters<typeof nameFinalists>[2],
  bench: BenchParts,
): Promise<Finalists | undefined> {
  const { config } = bench.task;
  requireAnswers(rungs, 'dev', comparison.margin);
  const reference = findReference(config, rungs, true);
  const finalists = nameFinalists(rungs, reference, comparison, config.constraints);
  if (finalists === undefined) return undefined;
  const ids = new Set([...(reference ? [reference.id] : []), ...finalists.ids]);
  const toRead = rungs.filter((r) => ids.has(r.id));
  await readSealed(toRead, bench.runId, bench);
  requireAnswers(toRead, 'sealed', comparison.margin);
  return finalists;
}

type End = Pick<Ladder, 'status' | 'stoppedBy'>;

function earlyEnd({ code }: FulcrumError): Ladder['status'] {
  if (code === 'INTERRUPTED') return 'interrupted';
  return code === 'BUDGET_EXHAUSTED' ? 'budget exhausted' : 'stopped';
}
