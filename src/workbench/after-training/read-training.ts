/** What is told of a rung whose weights were trained: how, whether it overfits, and what it forgot. Trains nothing. */
import { contentHash } from '../../domain/content-hash.ts';
import type { Training } from '../../domain/ladder.ts';
import type { Candidate } from '../../levers/lever.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { readGap } from '../../measure/comparison/read-gap.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { readAdapterRecord } from '../../tuning/adapters/adapter-record.ts';
import { measureStack } from '../measure-stack.ts';
import type { BenchParts } from '../open-bench.ts';
import { measureForgetting } from './measure-forgetting.ts';
import { readLearningCurve } from './read-learning-curve.ts';

/** Enough to tell a gap of ten points; more would take longer than it tells. */
const trainCasesRead = 100;

/** `undefined` of a stack without an adapter. Buys answers to some cases of train, and to the general set where the candidate is asked it. */
export async function readTraining(
  { stack: spec, forgetting: isAsked = true, learningCurve: trainedOn = [] }: Candidate,
  live: LiveStack,
  dev: readonly Outcome[],
  parts: BenchParts,
): Promise<Training | undefined> {
  const { answerer } = spec;
  const model = answerer.kind === 'chat' ? answerer.model : undefined;
  if (model?.adapter === undefined) return undefined;
  const { settings, trainer, data, metrics, files } = readAdapterRecord(
    await parts.artefacts.get(model.adapter),
  );
  const gap = readGap(await measureTrain(live, parts), dev, parts.comparison);
  const forgetting = isAsked ? await measureForgetting(model, parts, parts.comparison) : undefined;
  const { margin: gain, confidence } = parts.comparison;
  const learningCurve = readLearningCurve(trainedOn, { gain, confidence });
  const { steps, bestStep, stopped, trainedParameters, perplexity, seconds } = metrics;
  return {
    method: typeof settings.method === 'string' ? settings.method : 'lora',
    trainer: trainer.name,
    examples: data.rows,
    seconds,
    steps,
    ...(bestStep !== undefined && { bestStep }),
    ...(stopped && { stopped }),
    ...(trainedParameters !== undefined && { trainedParameters }),
    adapterSha256: files.weights.sha256,
    adapterBytes: files.weights.bytes,
    ...(perplexity && { perplexity }),
    ...(gap && { gap }),
    ...(forgetting && { forgetting }),
    ...(learningCurve && { learningCurve }),
  };
}

async function measureTrain(live: LiveStack, parts: BenchParts): Promise<readonly Outcome[]> {
  const drawn: { readonly id: string; readonly key: string }[] = [];
  for await (const { id } of parts.caseSets.stream(parts.caseSetHash, { split: 'train' }))
    drawn.push({ id, key: contentHash([parts.task.config.seed, 'gap', id]) });
  const ids = drawn
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, trainCasesRead)
    .map(({ id }) => id);
  return measureStack(
    live,
    { name: 'what it was trained on', split: 'train', total: ids.length, ids },
    parts,
  );
}
