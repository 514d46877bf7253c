/** Trains an adapter on the prompts that a stack renders, converts and keeps it. Knows no lever; the trainer is behind its seam. */
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ArtefactFiles, ArtefactStore } from '../../domain/artefact.ts';
import type { TrainedAdapter, TrainingSettings, TrainingTarget } from '../../domain/bench.ts';
import type { Message } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { RecordStore } from '../../domain/ports/record-store.ts';
import type { Purchase } from '../../domain/purchase.ts';
import { type StackSpec, stackHash } from '../../domain/stack.ts';
import { mapConcurrently } from '../../measure/runs/map-concurrently.ts';
import type { OwnWeights, TokenisedTurn } from '../../models/chat-model.ts';
import type { StackParts } from '../../stacks/live-stack.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { type AdapterRecord, adapterKind } from '../../tuning/adapters/adapter-record.ts';
import { baseShape } from '../../tuning/adapters/base-shape.ts';
import { loraToGguf } from '../../tuning/adapters/lora-to-gguf.ts';
import { mergeIntoGguf } from '../../tuning/adapters/merge-into-gguf.ts';
import { readLora } from '../../tuning/adapters/read-lora.ts';
import type { TrainedAdapter as TrainedFilesOfRun, Trainer } from '../../tuning/trainers/trainer.ts';
import { drawContinuations } from '../../tuning/training/draw-continuations.ts';
import { heldOutIds } from '../../tuning/training/hold-out.ts';
import {
  rowsHash,
  type TrainingBase,
  type TrainingRow,
  type TrainingRows,
  trainerSettings,
  writeRun,
} from '../../tuning/training/write-run.ts';
import type { Interruption } from '../interruption.ts';
import type { OnProgress } from '../progress.ts';
import { type Booking, bookTraining } from './book-training.ts';
import { openAdapters } from './open-adapters.ts';
import { showTraining } from './show-training.ts';

export interface TrainingParts {
  readonly trainer: Trainer;
  readonly stackParts: StackParts;
  readonly artefacts: ArtefactStore;
  readonly artefactFiles: ArtefactFiles;
  readonly records: RecordStore;
  readonly task: string;
  readonly stateFolder: string;
  readonly purchaseFor: (attemptKey: string) => Purchase;
  /** What an hour of this machine costs. */
  readonly rates: Booking['rates'];
  readonly concurrency: number;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** Kind of the records of what was trained, by what it was trained from. */
export const trainedKind = 'trained-adapter';
/** The trainer's own. */
const defaultEpochs = 3;
/** No case has an id with a blank at its beginning. */
const canaryId = ' canary';

/** One that was trained on the same rows, by the same settings and on the same weights, is not trained again. */
export async function trainAdapter(
  stack: StackSpec,
  targets: AsyncIterable<TrainingTarget>,
  settings: TrainingSettings,
  parts: TrainingParts,
): Promise<TrainedAdapter> {
  const { trainer, records, stateFolder, onProgress } = parts;
  refuseUnservable(settings);
  const base = await baseOf(stack, parts);
  onProgress({ kind: 'step', text: 'rendering what is trained on' });
  const rendered = await render(stack, targets, base.weights, parts);
  const [shortest] = rendered.examples.toSorted((a, b) => a.row.prompt.length - b.row.prompt.length);
  if (shortest === undefined) throw new FulcrumError('TUNING_NO_ROWS', { leftOut: rendered.leftOut });
  const { messages } = shortest;
  const continuations = drawContinuations(rendered.examples.map(({ output }) => output));
  const held = heldOutIds(rendered.examples, settings.heldOutShare, settings.seed);
  const rows: TrainingRows = {
    train: rendered.examples.filter(({ id }) => !held.has(id)).map(({ row }) => row),
    heldOut: rendered.examples.filter(({ id }) => held.has(id)).map(({ row }) => row),
    canary: continuations.map((text, at) =>
      continuationRow(`${canaryId} ${at}`, base.weights.tokenise(messages, text)),
    ),
  };
  const key = contentHash({
    base: base.sha256,
    rows: rowsHash(rows),
    settings: trainerSettings(settings) as JsonObject,
    trainer: trainer.name,
  });
  const recordId = `${trainedKind} ${key}`;
  const known = (await records.get(recordId))?.body as TrainedAdapter | undefined;
  if (known !== undefined && (await isThere(known, parts))) return known;

  const folder = path.join(stateFolder, 'training', key.slice(0, 24));
  // Base and adapter are read on what was held out as well, while the trainer has them loaded.
  const readings = [...rows.canary, ...rows.heldOut];
  await writeRun(folder, base, settings, { ...rows, canary: readings });
  const train = () =>
    trainer.train({ folder }, { signal: parts.interruption, onEvent: showTraining(onProgress) });
  const tokens = tokensOf(rows.train) * (settings.epochs ?? defaultEpochs);
  const booking = { purchase: parts.purchaseFor(recordId), rates: parts.rates, model: base.id, key, tokens };
  if (!trainer.isThisMachine)
    onProgress({
      kind: 'note',
      text: `what training on ${trainer.name} costs is not known: no figure has it`,
    });
  const trained = await (trainer.isThisMachine ? bookTraining(train, booking) : train());
  const found = new Map(trained.canary.map((reading) => [reading.id, reading]));
  const read = rows.canary.flatMap(({ id }) => found.get(id) ?? []);
  if (read.length < rows.canary.length)
    throw new FulcrumError('ADAPTER_UNSOUND', { file: 'canary.jsonl', problem: 'not all of it was read' });
  const canary = {
    messages,
    continuations,
    base: read.map(({ base: log }) => log),
    adapted: read.map(({ adapted }) => adapted),
  };
  const adapter = await keep({ stack, base, settings, rows, rendered, trained, canary, folder }, parts);
  await records.put({ id: recordId, kind: trainedKind, task: parts.task, body: adapter as unknown as Json });
  await rm(folder, { recursive: true, force: true });
  return adapter;
}

function tokensOf(rows: readonly TrainingRow[]): number {
  return rows.reduce((sum, { prompt, completion }) => sum + prompt.length + completion.length, 0);
}

/** Without the end of the turn, as an engine scores how an answer goes on. */
function continuationRow(id: string, { prompt, completion }: TokenisedTurn): TrainingRow {
  return { id, prompt, completion: completion.slice(0, -1) };
}

/** Record and files, whole. */
async function isThere(
  { adapter }: TrainedAdapter,
  { artefacts, artefactFiles }: TrainingParts,
): Promise<boolean> {
  return openAdapters(artefacts, artefactFiles)
    .open(adapter)
    .then(
      () => true,
      () => false,
    );
}

/** Before minutes are spent on it. */
function refuseUnservable({ method }: TrainingSettings): void {
  if (method === 'prefix' || method === 'prompt')
    throw new FulcrumError('ADAPTER_NOT_FOR_GGUF', { reason: `a ${method} is no change of weights` });
}

interface Base extends TrainingBase {
  readonly weights: OwnWeights;
}

/** Throws `TUNING_NEEDS_WEIGHTS`. */
async function baseOf({ answerer }: StackSpec, { stackParts }: TrainingParts): Promise<Base> {
  if (answerer.kind !== 'chat') throw new TypeError('only a chat model is tuned');
  const { id } = answerer.model;
  const { weights } = await stackParts.models.chat(answerer.model);
  if (weights === undefined) throw new FulcrumError('TUNING_NEEDS_WEIGHTS', { id });
  const { file, sha256 } = weights;
  return { id, file, sha256, weights };
}

interface RenderedTarget {
  readonly id: string;
  readonly group?: string;
  readonly messages: readonly Message[];
  readonly promptHash: string;
  readonly output: string;
  readonly row: TrainingRow;
}

interface RenderedTargets {
  /** In the order given. */
  readonly examples: readonly RenderedTarget[];
  /** Those that the stack would not have asked its model: nothing was found to show. */
  readonly leftOut: number;
}

async function render(
  spec: StackSpec,
  targets: AsyncIterable<TrainingTarget>,
  weights: OwnWeights,
  { stackParts, purchaseFor, concurrency, interruption }: TrainingParts,
): Promise<RenderedTargets> {
  const stack = await openStack(spec, stackParts);
  const found: (RenderedTarget | undefined)[] = [];
  const renderOne = async ([at, target]: readonly [number, TrainingTarget]): Promise<void> => {
    const { id, input, principal, group, output, withheld } = target;
    const prompt = await stack.render?.(input, {
      purchase: purchaseFor(contentHash(['training', stack.hash, id, ...(withheld ?? [])])),
      signal: interruption.hard,
      caseId: id,
      repeat: 0,
      ...(principal !== undefined && { principal }),
      ...(withheld && { withheld }),
    });
    const { messages, hash: promptHash } = prompt ?? {};
    found[at] =
      messages && promptHash !== undefined
        ? {
            id,
            messages,
            promptHash,
            output,
            row: { id, ...weights.tokenise(messages, output) },
            ...(group !== undefined && { group }),
          }
        : undefined;
  };
  const options = { concurrency, signal: interruption.soft };
  for await (const _ of mapConcurrently(numbered(targets), renderOne, options));
  interruption.throwIfInterrupted();
  const examples = found.filter((one) => one !== undefined);
  return { examples, leftOut: found.length - examples.length };
}

async function* numbered<T>(items: AsyncIterable<T>): AsyncGenerator<readonly [number, T]> {
  let at = 0;
  for await (const item of items) yield [at++, item];
}

interface Made {
  readonly stack: StackSpec;
  readonly base: Base;
  readonly settings: TrainingSettings;
  readonly rows: TrainingRows;
  readonly rendered: RenderedTargets;
  readonly trained: TrainedFilesOfRun;
  /** As the trainer computes it, which knows nothing of the engine that will serve. */
  readonly canary: AdapterRecord['canary'];
  readonly folder: string;
}

async function keep(
  { stack, base, settings, rows, rendered, trained, canary, folder }: Made,
  { trainer, artefacts, artefactFiles }: TrainingParts,
): Promise<TrainedAdapter> {
  const { metrics } = trained;
  const weights = path.join(trained.folder, 'adapter_model.safetensors');
  const config = path.join(trained.folder, 'adapter_config.json');
  const lora = readLora({ config: await readFile(config, 'utf8'), weights: await readFile(weights) });
  // The magnitudes of DoRA have no place in an adapter file.
  const form = settings.method === 'dora' ? 'merged' : 'gguf';
  const served = path.join(folder, `${form}.gguf`);
  if (form === 'merged') await mergeIntoGguf(lora, base.file, served);
  else await loraToGguf(lora, await shapeOf(base.file), served);
  const bestLoss = metrics.dev_loss.find(([step]) => step === metrics.best_step)?.[1];
  const facts = {
    steps: metrics.steps,
    seconds: metrics.elapsed_s,
    ...(bestLoss !== undefined && { heldOutLoss: bestLoss }),
  };
  const perplexity = perplexityOn(rows.heldOut, trained.canary);
  const stopped = stoppedBy[metrics.stopped];
  const record: AdapterRecord = {
    version: 1,
    base: { id: base.id, digest: base.sha256 },
    stack: stackHash(stack),
    data: {
      rows: rows.train.length,
      ids: rows.train.map(({ id }) => id),
      heldOut: rows.heldOut.length,
      sha256: rowsHash(rows),
      prompts: contentHash(rendered.examples.map(({ promptHash }) => promptHash).toSorted()),
    },
    settings: metrics.settings,
    seed: settings.seed,
    trainer: { name: trainer.name, versions: metrics.versions },
    metrics: {
      ...facts,
      bestStep: metrics.best_step,
      trainedParameters: metrics.adapter.parameters,
      ...(stopped && { stopped }),
      ...(perplexity && { perplexity }),
    },
    parents: [],
    files: {
      weights: await artefactFiles.put(weights),
      config: await artefactFiles.put(config),
      [form]: await artefactFiles.put(served),
    },
    canary,
  };
  const tooLong = metrics.train_data.too_long + (metrics.dev_data?.too_long ?? 0);
  return {
    adapter: await artefacts.put(adapterKind, record as unknown as Json),
    rows: metrics.train_data.rows,
    heldOut: metrics.dev_data?.rows ?? 0,
    leftOut: rendered.leftOut + tooLong,
    ...facts,
  };
}

const stoppedBy: Readonly<Record<string, AdapterRecord['metrics']['stopped']>> = {
  epochs: 'epochs',
  early_stopping: 'early stopping',
};

/** Over all answer tokens of the rows that were read. */
function perplexityOn(
  rows: readonly TrainingRow[],
  readings: TrainedFilesOfRun['canary'],
): AdapterRecord['metrics']['perplexity'] {
  const found = new Map(readings.map((reading) => [reading.id, reading]));
  let [tokens, base, tuned] = [0, 0, 0];
  for (const { id, completion } of rows) {
    const reading = found.get(id);
    if (reading === undefined) continue;
    tokens += completion.length;
    base -= reading.base;
    tuned -= reading.adapted;
  }
  return tokens === 0 ? undefined : { base: Math.exp(base / tokens), tuned: Math.exp(tuned / tokens) };
}

/** A header is far smaller than this. */
const headBytes = 16_000_000;

async function shapeOf(file: string) {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return baseShape(buffer.subarray(0, bytesRead));
}
