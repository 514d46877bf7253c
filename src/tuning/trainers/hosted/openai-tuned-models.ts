/**
 * What an account at OpenAI has tuned: models, the jobs and files they came from, and until when they answer. Starts no job. Source:
 * `GET /v1/fine_tuning/jobs`, `/v1/files`, `/v1/models` (with `shutdown_date`) on developers.openai.com, read on 2026-11-21; tested on
 * fixtures built from it, never on the service itself.
 */
import { z } from 'zod';
import { hubDownload } from '../../../models/catalogue/hub-download.ts';
import { type ServiceClientOptions, serviceClient } from './service-client.ts';

export interface TunedFile {
  readonly id: string;
  /** Absent where the account no longer holds it. */
  readonly name?: string;
  readonly bytes?: number;
}

export interface TunedModel {
  /** `ft:gpt-4.1-mini-2025-04-14:acme::abc123`. */
  readonly id: string;
  readonly base: string;
  readonly job: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly trainedTokens?: number;
  readonly training: TunedFile;
  readonly validation?: TunedFile;
  /** `YYYY-MM-DD`, as the service states it of the model itself or else of its base; absent where none is announced. */
  readonly shutdown?: { readonly date: string; readonly of: 'model' | 'base' };
  /** The account no longer lists it. */
  readonly isGone: boolean;
}

export interface OpenAiAccount {
  /** Newest first. Throws a `MODEL_…` error. */
  tunedModels(signal: AbortSignal): Promise<readonly TunedModel[]>;
  /** Writes a file of the account, which may not be larger than it says. */
  download(file: TunedFile, target: string, signal: AbortSignal): Promise<void>;
}

const job = z.object({
  id: z.string(),
  model: z.string(),
  fine_tuned_model: z.string().nullish(),
  created_at: z.number(),
  trained_tokens: z.number().nullish(),
  training_file: z.string(),
  validation_file: z.string().nullish(),
});
const page = <T extends z.ZodType>(of: T) =>
  z.object({ data: z.array(of), has_more: z.boolean().optional() });
const file = z.object({ id: z.string(), filename: z.string(), bytes: z.number() });
const model = z.object({ id: z.string(), shutdown_date: z.iso.date().nullish() });
const pageSize = 100;
const mostFileBytes = 1e9;

/** Throws `MODEL_KEY_MISSING`. */
export function openAiAccount(
  options: Partial<ServiceClientOptions> & Pick<ServiceClientOptions, 'env'>,
): OpenAiAccount {
  const client = serviceClient({
    id: 'openai',
    baseURL: 'https://api.openai.com/v1',
    apiKeyEnv: 'OPENAI_API_KEY',
    ...options,
  });

  const all = async <T extends { readonly id: string }>(
    path: string,
    of: z.ZodType<T>,
    signal: AbortSignal,
  ) => {
    const found: T[] = [];
    for (;;) {
      const last = found.at(-1)?.id;
      const after = last === undefined ? '' : `&after=${encodeURIComponent(last)}`;
      const { data, has_more: more } = await client.ask(`${path}limit=${pageSize}${after}`, {
        answer: page(of),
        signal,
      });
      found.push(...data);
      if (more !== true || data.length === 0) return found;
    }
  };

  return {
    async tunedModels(signal) {
      const jobs = await all('/fine_tuning/jobs?', job, signal);
      const files = new Map(
        (await all('/files?purpose=fine-tune&', file, signal)).map((one) => [one.id, one]),
      );
      const { data } = await client.ask('/models', { answer: page(model), signal });
      const models = new Map(data.map((one) => [one.id, one]));
      const fileOf = (id: string): TunedFile => {
        const { filename: name, bytes } = files.get(id) ?? {};
        return { id, ...(name !== undefined && { name }), ...(bytes !== undefined && { bytes }) };
      };
      return jobs
        .toSorted((a, b) => b.created_at - a.created_at)
        .flatMap(({ id, model: base, fine_tuned_model: tuned, created_at: seconds, ...rest }) => {
          if (!tuned) return [];
          const {
            trained_tokens: trainedTokens,
            training_file: training,
            validation_file: validation,
          } = rest;
          const shutdown = shutdownOf(models.get(tuned)?.shutdown_date, models.get(base)?.shutdown_date);
          return {
            id: tuned,
            base,
            job: id,
            createdAt: new Date(seconds * 1000).toISOString(),
            training: fileOf(training),
            isGone: !models.has(tuned),
            ...(trainedTokens != null && { trainedTokens }),
            ...(validation && { validation: fileOf(validation) }),
            ...(shutdown && { shutdown }),
          };
        });
    },
    async download({ id }, target, signal) {
      await hubDownload(`${client.baseURL}/files/${encodeURIComponent(id)}/content`, target, {
        maxBytes: mostFileBytes,
        signal,
        headers: client.authorization,
        onBytes: () => {},
        connectTimeoutMs: 60_000,
      });
    },
  };
}

function shutdownOf(own: string | null | undefined, base: string | null | undefined): TunedModel['shutdown'] {
  if (own) return { date: own, of: 'model' };
  return base ? { date: base, of: 'base' } : undefined;
}
