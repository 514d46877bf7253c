/** Turns a stack spec into something that answers: the one code path of runs and serving. Knows answerers only by their seam. */
import type { Answer } from '../domain/answer.ts';
import { type Answerer, type StackSpec, stackHash } from '../domain/stack.ts';
import type { AnswererKind, LiveAnswerer } from './answerer-kind.ts';
import { chatAnswerer } from './answerers/chat.ts';
import { classifierAnswerer } from './answerers/classifier.ts';
import { constantAnswerer } from './answerers/constant.ts';
import { functionAnswerer } from './answerers/function.ts';
import { httpAnswerer } from './answerers/http.ts';
import { recordedAnswerer } from './answerers/recorded.ts';
import type { LiveStack, StackParts } from './live-stack.ts';
import { meterPurchases } from './meter-purchases.ts';

const kinds: { readonly [K in Answerer['kind']]: AnswererKind<K> } = {
  chat: chatAnswerer,
  classifier: classifierAnswerer,
  constant: constantAnswerer,
  function: functionAnswerer,
  http: httpAnswerer,
  recorded: recordedAnswerer,
};

function openAnswerer<K extends Answerer['kind']>(
  answerer: Extract<Answerer, { kind: K }>,
  spec: StackSpec,
  parts: StackParts,
): Promise<LiveAnswerer> {
  const kind = kinds[answerer.kind] as unknown as AnswererKind<K>;
  return kind.open(answerer as never, spec, parts);
}

export async function openStack(spec: StackSpec, parts: StackParts): Promise<LiveStack> {
  const answerer = await openAnswerer(spec.answerer, spec, parts);
  const { maxConcurrency, prefixState, versions } = answerer;
  return {
    spec,
    hash: stackHash(spec),
    maxConcurrency,
    prefixState,
    ...(versions && { versions }),
    async answer(input, context): Promise<Answer> {
      const { purchase, call, total } = meterPurchases(context.purchase);
      const { elsewhere, ...reply } = await answerer.answer(input, { ...context, purchase, call });
      const { callIds, ...took } = total();
      return { ...reply, callIds, ...(elsewhere ?? took) };
    },
    ...(answerer.render && {
      async render(input, context) {
        const { purchase, call } = meterPurchases(context.purchase);
        return answerer.render?.(input, { ...context, purchase, call });
      },
    }),
    estimate: async (input) => (await answerer.estimate?.(input)) ?? { maxCostUsd: 0 },
  };
}
