/** What the running cost of a stack rests on: the price of each model it asks, or what its owner stated. Opens nothing. */
import type { ModelRef, StackSpec } from '../../domain/stack.ts';
import { describePrice } from '../../models/describe-price.ts';
import { modelSourceOptions } from '../config/model-source-options.ts';
import type { ReadTaskConfig } from '../config/task-config.ts';

/** `undefined` where nothing was stated. */
export function costBasis(stack: StackSpec, config: ReadTaskConfig): string | undefined {
  const { answerer } = stack;
  if ('costUsdPerAnswer' in answerer && answerer.costUsdPerAnswer !== undefined)
    return `$${answerer.costUsdPerAnswer} an answer, from the config`;
  const options = modelSourceOptions(config);
  const ids = new Set(modelsOf(stack).map(({ id }) => id));
  if (ids.size === 0 && (answerer.kind === 'constant' || answerer.kind === 'classifier'))
    return 'asks no model: nothing';
  const prices = [...ids].map((id) => describePrice(id, options) ?? `${id}: no price is known`);
  return prices.length === 0 ? undefined : prices.join('; ');
}

function modelsOf({ answerer, examples, knowledge, guardrails }: StackSpec): ModelRef[] {
  return [
    ...(answerer.kind === 'chat' ? [answerer.model] : []),
    ...(answerer.kind === 'classifier' ? [answerer.embedding ?? []].flat() : []),
    ...(examples?.kind === 'retrieved' ? [examples.embedding ?? []].flat() : []),
    ...(knowledge?.kind === 'retrieved' ? [knowledge.embedding ?? []].flat() : []),
    ...[guardrails?.groundedness.judge ?? []].flat(),
  ];
}
