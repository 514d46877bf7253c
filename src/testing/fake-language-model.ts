/** A scripted language model in the AI SDK's interface, for tests of whatever calls one. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

/** A text, a whole result, or an error to throw. */
export type FakeReply = string | Partial<LanguageModelV4GenerateResult> | Error;

export interface FakeLanguageModel extends LanguageModelV4 {
  /** What was asked, in order. */
  readonly asked: readonly LanguageModelV4CallOptions[];
}

/** `reply` sees the options and the number of the call, from 0. A text is answered with one token for four characters, finish `stop`. */
export function fakeLanguageModel(
  reply: (options: LanguageModelV4CallOptions, call: number) => FakeReply | Promise<FakeReply>,
  modelId = 'fake',
): FakeLanguageModel {
  const asked: LanguageModelV4CallOptions[] = [];
  async function doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    options.abortSignal?.throwIfAborted();
    asked.push(options);
    const replied = await reply(options, asked.length - 1);
    options.abortSignal?.throwIfAborted();
    if (replied instanceof Error) throw replied;
    const given =
      typeof replied === 'string' ? { content: [{ type: 'text' as const, text: replied }] } : replied;
    const input = tokens(JSON.stringify(options.prompt));
    const output = tokens(JSON.stringify(given.content ?? ''));
    return {
      content: [],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: undefined },
        outputTokens: { total: output, text: output, reasoning: undefined },
      },
      warnings: [],
      ...given,
    };
  }
  return {
    specificationVersion: 'v4',
    provider: 'fake',
    modelId,
    supportedUrls: {},
    asked,
    doGenerate,
    async doStream(options) {
      const { content, finishReason, usage, warnings } = await doGenerate(options);
      const parts: LanguageModelV4StreamPart[] = [{ type: 'stream-start', warnings }];
      for (const [index, part] of content.entries()) {
        const id = String(index);
        if (part.type === 'text')
          parts.push(
            { type: 'text-start', id },
            { type: 'text-delta', id, delta: part.text },
            { type: 'text-end', id },
          );
        else if (part.type === 'tool-call') parts.push(part);
      }
      parts.push({ type: 'finish', finishReason, usage });
      return { stream: ReadableStream.from(parts) as ReadableStream<LanguageModelV4StreamPart> };
    },
  };
}

const tokens = (text: string) => Math.ceil(text.length / 4);
