/** Makes AI SDK models of a provider row. The key goes to the row's host only and into no message. Knows nothing of money. */

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider';
import { FulcrumError } from '../../domain/errors.ts';
import { defaultGuardLimits, type GuardLimits, guardedFetch } from './guarded-fetch.ts';
import type { ProviderRow } from './provider-row.ts';

export interface OpenProvider {
  chat(model: string): LanguageModelV4;
  /** Throws `MODEL_WRONG_KIND` where the protocol has no embeddings. */
  embedding(model: string): EmbeddingModelV4;
  /** Takes the key out of a text. */
  redact(text: string): string;
}

export interface OpenProviderOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly limits?: GuardLimits;
}

/** Throws `MODEL_KEY_MISSING` or `MODEL_PACKAGE_MISSING`. */
export async function openProvider(row: ProviderRow, options: OpenProviderOptions): Promise<OpenProvider> {
  const apiKey = row.apiKeyEnv === undefined ? undefined : options.env[row.apiKeyEnv];
  if (row.apiKeyEnv !== undefined && !apiKey)
    throw new FulcrumError('MODEL_KEY_MISSING', { id: row.id, variable: row.apiKeyEnv });
  const redact = (text: string) => (apiKey ? text.replaceAll(apiKey, '[key]') : text);
  const settings = {
    baseURL: row.baseURL,
    fetch: guardedFetch(options.limits ?? defaultGuardLimits),
    ...(apiKey !== undefined && { apiKey }),
  };
  switch (row.kind ?? 'openai-compatible') {
    case 'openai-compatible': {
      const supportsStructuredOutputs = row.capabilities?.jsonSchema ?? false;
      const provider = createOpenAICompatible({ ...settings, name: row.id, supportsStructuredOutputs });
      return { chat: (m) => provider.chatModel(m), embedding: (m) => provider.embeddingModel(m), redact };
    }
    case 'openai': {
      const { createOpenAI } = await optional(row.id, '@ai-sdk/openai', () => import('@ai-sdk/openai'));
      const provider = createOpenAI(settings);
      return { chat: (m) => provider.chat(m), embedding: (m) => provider.embedding(m), redact };
    }
    case 'anthropic': {
      const { createAnthropic } = await optional(
        row.id,
        '@ai-sdk/anthropic',
        () => import('@ai-sdk/anthropic'),
      );
      const provider = createAnthropic(settings);
      return {
        chat: (m) => provider(m),
        embedding(m) {
          throw new FulcrumError('MODEL_WRONG_KIND', { id: `${row.id}/${m}`, wanted: 'embedding' });
        },
        redact,
      };
    }
  }
}

async function optional<T>(id: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new FulcrumError('MODEL_PACKAGE_MISSING', { id, package: name }, { cause: error });
  }
}
