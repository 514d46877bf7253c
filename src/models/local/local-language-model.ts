/** The local chat engine as an AI SDK language model. Knows nothing of purchases or stacks. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { Message } from '../../domain/case.ts';
import type { LocalChatEngine } from './local-chat-engine.ts';

const defaultOutputTokens = 1024;

/** `providerOptions.fulcrum.choices` holds the output to a list of texts. `busyMs` is in the result's `providerMetadata.fulcrum`. */
export function localLanguageModel(id: string, engine: LocalChatEngine): LanguageModelV4 {
  async function doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { temperature, seed, responseFormat, providerOptions, abortSignal } = options;
    const choices = providerOptions?.fulcrum?.choices as readonly string[] | undefined;
    const schema = responseFormat?.type === 'json' ? (responseFormat.schema ?? {}) : undefined;
    const reply = await engine.generate(
      {
        messages: options.prompt.map(message),
        maxOutputTokens: options.maxOutputTokens ?? defaultOutputTokens,
        ...(temperature !== undefined && { temperature }),
        ...(seed !== undefined && { seed }),
        ...(choices && { choices }),
        ...(schema && { schema }),
      },
      abortSignal ?? new AbortController().signal,
    );
    const { inputTokens, cachedInputTokens, outputTokens } = reply;
    return {
      content: [{ type: 'text', text: reply.text }],
      finishReason: { unified: reply.finish, raw: reply.finish },
      usage: {
        inputTokens: {
          total: inputTokens,
          noCache: inputTokens - cachedInputTokens,
          cacheRead: cachedInputTokens,
          cacheWrite: undefined,
        },
        outputTokens: { total: outputTokens, text: outputTokens, reasoning: undefined },
      },
      providerMetadata: { fulcrum: { busyMs: reply.busyMs } },
      warnings: unsupported(options),
    };
  }
  return {
    specificationVersion: 'v4',
    provider: 'fulcrum.local',
    modelId: id,
    supportedUrls: {},
    doGenerate,
    async doStream(options) {
      const { content, warnings, ...finish } = await doGenerate(options);
      const text = content[0]?.type === 'text' ? content[0].text : '';
      const parts: LanguageModelV4StreamPart[] = [
        { type: 'stream-start', warnings },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: text },
        { type: 'text-end', id: '0' },
        { type: 'finish', ...finish },
      ];
      return { stream: ReadableStream.from(parts) as ReadableStream<LanguageModelV4StreamPart> };
    },
  };
}

function message(from: LanguageModelV4CallOptions['prompt'][number]): Message {
  if (from.role === 'system') return { role: 'system', content: from.content };
  if (from.role === 'tool') throw new Error('the local engine takes no tool results');
  const text = from.content.map((part) => {
    if (part.type !== 'text') throw new Error(`the local engine takes no ${part.type} parts`);
    return part.text;
  });
  return { role: from.role, content: text.join('') };
}

function unsupported(options: LanguageModelV4CallOptions): SharedV4Warning[] {
  const features = ['stopSequences', 'topP', 'topK', 'presencePenalty', 'frequencyPenalty', 'tools'] as const;
  return features
    .filter((feature) => options[feature] !== undefined)
    .map((feature) => ({ type: 'unsupported', feature }));
}
