/** What a stack says to inputs that are no cases, once or several times each. Scores nothing. */

import type { SampledAnswer, UnlabelledInput } from '../../domain/bench.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import { inOrder } from '../../domain/in-order.ts';
import type { Json } from '../../domain/json.ts';
import type { Purchase } from '../../domain/purchase.ts';
import type { StackSpec } from '../../domain/stack.ts';
import { mapConcurrently } from '../../measure/runs/map-concurrently.ts';
import type { LiveStack, StackParts } from '../../stacks/live-stack.ts';
import { openStack } from '../../stacks/open-stack.ts';
import type { Interruption } from '../interruption.ts';
import type { OnProgress } from '../progress.ts';

export interface SamplingParts {
  readonly stackParts: StackParts;
  readonly purchaseFor: (attemptKey: string) => Purchase;
  readonly concurrency: number;
  readonly interruption: Interruption;
  readonly onProgress: OnProgress;
}

/** Of the samples after the first. */
const temperature = 0.7;
/** Whoever answers is down. */
const mostFailuresInARow = 10;

export async function* sampleAnswers(
  spec: StackSpec,
  inputs: AsyncIterable<UnlabelledInput>,
  samples: number,
  { stackParts, purchaseFor, concurrency, interruption, onProgress }: SamplingParts,
): AsyncGenerator<SampledAnswer> {
  const first = await openStack(spec, stackParts);
  const drawn = samples > 1 ? await openStack(drawing(spec), stackParts) : first;
  const all: UnlabelledInput[] = [];
  for await (const input of inputs) all.push(input);
  await estimate(first, all, samples, onProgress);
  const count = { done: 0, failed: 0 };
  let failedInARow = 0;
  const askOnce = async (stack: LiveStack, { id, input, principal }: UnlabelledInput, repeat: number) => {
    try {
      const answer = await stack.answer(input, {
        purchase: purchaseFor(contentHash(['sample', stack.hash, input as Json, principal ?? null, repeat])),
        signal: interruption.hard,
        caseId: id,
        repeat,
        ...(principal !== undefined && { principal }),
      });
      failedInARow = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof FulcrumError) || error.stopsRun) throw error;
      failedInARow += 1;
      count.failed += 1;
      if (failedInARow === mostFailuresInARow)
        throw new FulcrumError('ANSWERS_FAILING', { failures: failedInARow, reason: error.message });
      return undefined;
    }
  };
  const ask = async (input: UnlabelledInput): Promise<SampledAnswer> => {
    const answer = await askOnce(first, input, 0);
    const outputs = [answer?.output];
    for (let repeat = 1; repeat < samples; repeat++)
      outputs.push((await askOnce(drawn, input, repeat))?.output);
    count.done += 1;
    onProgress({ kind: 'answered', ...count, total: all.length });
    const { output, labelProbabilities, evidence } = answer ?? {};
    const confidence = output === undefined ? undefined : labelProbabilities?.[output];
    return {
      ...input,
      outputs,
      ...(confidence !== undefined && { confidence }),
      ...(evidence && { evidence }),
    };
  };
  onProgress({ kind: 'measuring', name: 'the teacher', split: 'inputs', total: all.length });
  const options = {
    concurrency: Math.max(1, Math.min(concurrency, first.maxConcurrency)),
    signal: interruption.soft,
  };
  yield* mapConcurrently(inOrder(all), ask, options);
  interruption.throwIfInterrupted();
}

/** Generates where it would score labels: their probabilities are the same each time. */
function drawing(spec: StackSpec): StackSpec {
  const { answerer } = spec;
  if (answerer.kind !== 'chat') return spec;
  return { ...spec, answerer: { ...answerer, decoding: 'generate', temperature, seed: answerer.seed ?? 0 } };
}

async function estimate(
  stack: LiveStack,
  inputs: readonly UnlabelledInput[],
  samples: number,
  onProgress: OnProgress,
): Promise<void> {
  let maxCostUsd = 0;
  for (const { input } of inputs) {
    const bound = await stack.estimate(input);
    if (bound.maxCostUsd === undefined) return;
    maxCostUsd += bound.maxCostUsd * samples;
  }
  if (maxCostUsd > 0)
    onProgress({ kind: 'estimate', name: 'the teacher', answers: inputs.length * samples, maxCostUsd });
}
