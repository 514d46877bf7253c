/** A service that speaks a known protocol, as a row of data. Knows nothing of how it is called. */
import data from './providers.json' with { type: 'json' };

export interface ProviderRow {
  /** First part of its models' ids. */
  readonly id: string;
  /** The protocol; default `openai-compatible`. The others need their optional `@ai-sdk` package. */
  readonly kind?: 'openai-compatible' | 'openai' | 'anthropic' | undefined;
  readonly baseURL: string;
  /** Environment variable that holds the key; absent for a service without keys. */
  readonly apiKeyEnv?: string | undefined;
  /** What is absent is not assumed. */
  readonly capabilities?:
    | {
        readonly jsonSchema?: boolean | undefined;
        readonly choice?: boolean | undefined;
        readonly toolCalls?: boolean | undefined;
        readonly reasoningEffort?: boolean | undefined;
        readonly promptCaching?: 'automatic' | 'breakpoint' | 'none' | undefined;
      }
    | undefined;
  /** Body field that takes `{ "choice": [...] }`, where `choice` is a capability. */
  readonly choiceField?: string | undefined;
  /** Default 8. */
  readonly maxConcurrency?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

export const builtInProviders = data.providers as readonly ProviderRow[];
