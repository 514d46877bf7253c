/** What is told of a rung whose weights were trained: how, whether it overfits, and what it forgot. Trains nothing. */
import type { Measurement } from '../../domain/bench.ts';
import type { Training } from '../../domain/ladder-training.ts';
import type { Candidate } from '../../levers/lever.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { readLearningCurve } from '../../measure/comparison/read-learning-curve.ts';
import type { LiveStack } from '../../stacks/live-stack.ts';
import { readAdapterRecord } from '../../tuning/adapters/adapter-record.ts';
import type { BenchParts } from '../open-bench.ts';
import { measureForgetting } from './measure-forgetting.ts';
import { measureGap } from './measure-gap.ts';

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
  const { settings, seed, trainer, data, metrics, files } = readAdapterRecord(
    await parts.artefacts.get(model.adapter),
  );
  const gap = await measureGap(live, await trainedOf(data.ids, parts), dev, parts, parts.comparison);
  const forgetting = isAsked ? await measureForgetting(model, parts, parts.comparison) : undefined;
  const { margin: gain, confidence } = parts.comparison;
  const sizes = trainedOn.map(({ examples, readings }) => ({ examples, outcomes: readings.map(outcomesOf) }));
  const learningCurve = readLearningCurve(sizes, { gain, confidence });
  const { steps, bestStep, stopped, heldOutLoss: loss, perplexity, seconds } = metrics;
  return {
    method: typeof settings.method === 'string' ? settings.method : 'lora',
    trainer: trainer.name,
    examples: data.rows,
    seconds,
    steps,
    ...(bestStep !== undefined && { bestStep }),
    ...(stopped && { stopped }),
    seed,
    ...(loss !== undefined && { heldOut: { rows: data.heldOut, loss } }),
    adapterBytes: files.weights.bytes,
    ...(perplexity && { perplexity }),
    ...(gap && { gap }),
    ...(forgetting && { forgetting }),
    ...(learningCurve && { learningCurve }),
  };
}

/** Those of train among them: what a teacher answered is no case. */
async function trainedOf(
  trained: readonly string[],
  { caseSets, caseSetHash }: BenchParts,
): Promise<readonly string[]> {
  const known = new Set(trained);
  const ids: string[] = [];
  for await (const { id } of caseSets.stream(caseSetHash, { split: 'train' }))
    if (known.has(id)) ids.push(id);
  return ids;
}

/** One without a score is left out of the curve. */
function outcomesOf({ cases }: Measurement) {
  return cases.map(({ caseId, score }) => ({
    caseId,
    ...(score.kind === 'scored' && { score: score.value }),
  }));
}
