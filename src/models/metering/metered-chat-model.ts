/** An AI SDK language model as our `ChatModel`: each call retried, paid for, journalled and read in unified terms. Knows no provider. */
import type {
  JSONSchema7,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Message,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import { contentHash } from '../../domain/content-hash.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { FinishReason, Usage } from '../../domain/usage.ts';
import type {
  CallBound,
  ChatCapabilities,
  ChatModel,
  ChatReply,
  ChatRequest,
  LabelRequest,
  LabelScores,
  OwnWeights,
} from '../chat-model.ts';
import type { TokenCounter } from '../count-tokens.ts';
import { boundCall } from './bound-call.ts';
import { CallGate, type CallGateOptions, type CallLimits } from './call-gate.ts';
import type { Pricing } from './pricing.ts';
import { purchasedAnswer, receipt } from './purchased-answer.ts';
import { readUsage } from './read-usage.ts';

export interface ChatBinding extends Omit<CallGateOptions, 'limits'> {
  readonly digest?: string;
  readonly adapterHash?: string;
  readonly weights?: OwnWeights;
  readonly language: LanguageModelV4;
  readonly capabilities: ChatCapabilities;
  /** Where they are other than what the capabilities say. */
  readonly limits?: Partial<CallLimits>;
  /** Present exactly when `capabilities.labelLogProbabilities`. */
  readonly scoreLabels?: (
    request: LabelRequest,
    signal: AbortSignal,
  ) => Promise<LabelBody & { readonly usage: Usage; readonly busyMs: number }>;
  readonly countTokens: TokenCounter;
  /** Absent when the price is unknown. */
  readonly pricing?: Pricing | undefined;
  /** How this provider is told of choices; present exactly when `capabilities.choice`. */
  readonly choiceOptions?: (choices: readonly string[]) => SharedV4ProviderOptions;
  /** What marks the last shared message, where `capabilities.promptCaching` is `breakpoint`. */
  readonly cacheBreakpoint?: SharedV4ProviderOptions;
}

/** What is journalled: everything a `ChatReply` needs, as JSON. */
interface ChatBody extends JsonObject {
  readonly text: string;
  readonly reasoning: string | null;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: JsonObject }[];
  readonly finish: FinishReason;
  readonly rawFinish: string | null;
}

/** What is journalled of scored labels. */
type LabelBody = Pick<LabelScores, 'logProbabilities' | 'exact'>;

export function meteredChatModel(binding: ChatBinding): ChatModel {
  const { id, digest, adapterHash, weights, language, capabilities, pricing, countTokens } = binding;
  const atMost = (request: ChatRequest | LabelRequest) => boundRequest(request, binding);
  const { scoreLabels } = binding;
  const gate = new CallGate({
    ...binding,
    limits: { maxConcurrency: capabilities.maxConcurrency, ...binding.limits },
  });
  return {
    id,
    ...(digest !== undefined && { digest }),
    ...(adapterHash !== undefined && { adapterHash }),
    ...(weights && { weights }),
    capabilities,
    language,
    countTokens,
    atMost,
    async generate(request, context) {
      const { inputTokens, outputTokens, costUsd: maxCostUsd } = atMost(request);
      const options = callOptions(request, binding);
      const { purchased, callIds } = await gate.run(
        {
          requestHash: contentHash({ model: id, digest, adapterHash, ...request }),
          maxCostUsd,
          tokens: inputTokens + outputTokens,
          async call(callId) {
            const started = performance.now();
            const headers = { 'x-fulcrum-call-id': callId };
            const result = await language.doGenerate({ ...options, headers, abortSignal: context.signal });
            const busyMs = result.providerMetadata?.fulcrum?.busyMs ?? performance.now() - started;
            return purchasedAnswer(readUsage(result.usage), Number(busyMs), pricing, readResult(result));
          },
        },
        context,
      );
      const { text, reasoning, toolCalls, finish } = purchased.body as ChatBody;
      return {
        text,
        ...(reasoning !== null && { reasoning }),
        toolCalls,
        finish,
        ...receipt(purchased, callIds),
      } satisfies ChatReply;
    },
    ...(scoreLabels && {
      async scoreLabels(request, context) {
        const { inputTokens, outputTokens, costUsd: maxCostUsd } = atMost(request);
        const { purchased, callIds } = await gate.run(
          {
            requestHash: contentHash({ model: id, digest, adapterHash, ...request }),
            maxCostUsd,
            tokens: inputTokens + outputTokens,
            async call() {
              const { usage, busyMs, logProbabilities, exact } = await scoreLabels(request, context.signal);
              return purchasedAnswer(usage, busyMs, pricing, { logProbabilities, exact });
            },
          },
          context,
        );
        const { logProbabilities, exact } = purchased.body as unknown as LabelBody;
        return { logProbabilities, exact, ...receipt(purchased, callIds) };
      },
    }),
  };
}

function boundRequest(request: ChatRequest | LabelRequest, binding: ChatBinding): CallBound {
  const texts = request.messages.map(({ content, atMostTokens }) => ({ text: content, atMostTokens }));
  if ('labels' in request) {
    const { countTokens } = binding;
    const outputTokens = request.labels.reduce((sum, label) => sum + countTokens(label).tokens + 1, 0);
    return boundCall(texts, outputTokens, binding);
  }
  const { tools, output, maxOutputTokens } = request;
  const told = [tools, output?.kind === 'json' ? output.schema : undefined].filter((t) => t !== undefined);
  return boundCall([...texts, ...told.map((t) => ({ text: JSON.stringify(t) }))], maxOutputTokens, binding);
}

function callOptions(request: ChatRequest, binding: ChatBinding): LanguageModelV4CallOptions {
  const { messages, sharedMessages, maxOutputTokens, temperature, seed, output, tools, reasoningEffort } =
    request;
  const { cacheBreakpoint, choiceOptions } = binding;
  const choices = output?.kind === 'choice' ? choiceOptions?.(output.choices) : undefined;
  return {
    prompt: messages.map(
      ({ role, content }, index): LanguageModelV4Message => ({
        ...(role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] }),
        ...(cacheBreakpoint && index === sharedMessages - 1 && { providerOptions: cacheBreakpoint }),
      }),
    ),
    maxOutputTokens,
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(output?.kind === 'json' && {
      responseFormat: { type: 'json', schema: schemaOf(output), name: 'answer' },
    }),
    ...(tools && { tools: [...tools] }),
    ...(reasoningEffort && { reasoning: reasoningEffort }),
    ...(choices && { providerOptions: choices }),
  };
}

function schemaOf({ schema, allowed }: Extract<ChatRequest['output'], { kind: 'json' }>): JSONSchema7 {
  const property = allowed && schema.properties?.[allowed.property];
  if (allowed === undefined || typeof property !== 'object') return schema;
  const values = takesNull(property) ? [...allowed.values, null] : [...allowed.values];
  return { ...schema, properties: { ...schema.properties, [allowed.property]: { enum: values } } };
}

function takesNull({ type, oneOf, anyOf }: JSONSchema7): boolean {
  const one = [...(oneOf ?? []), ...(anyOf ?? [])];
  return [type].flat().includes('null') || one.some((each) => typeof each === 'object' && takesNull(each));
}

function readResult({ content, finishReason }: LanguageModelV4GenerateResult): ChatBody {
  const text: string[] = [];
  const reasoning: string[] = [];
  const toolCalls: { name: string; arguments: JsonObject }[] = [];
  let hasBrokenCall = false;
  for (const part of content) {
    if (part.type === 'text') text.push(part.text);
    else if (part.type === 'reasoning') reasoning.push(part.text);
    else if (part.type === 'tool-call') {
      const read = readArguments(part.input);
      if (read) toolCalls.push({ name: part.toolName, arguments: read });
      else hasBrokenCall = true;
    }
  }
  return {
    text: text.join(''),
    reasoning: reasoning.length > 0 ? reasoning.join('') : null,
    toolCalls,
    finish: hasBrokenCall ? 'error' : finishOf(finishReason.unified),
    rawFinish: finishReason.raw ?? null,
  };
}

function finishOf(unified: LanguageModelV4GenerateResult['finishReason']['unified']): FinishReason {
  return unified === 'interrupted' ? 'error' : unified;
}

/** Arguments that are not a JSON object are no call. */
function readArguments(input: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(input === '' ? '{}' : input);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
