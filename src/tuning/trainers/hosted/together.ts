/**
 * LoRA tuning at Together. Source: the OpenAPI description in togethercomputer/openapi and docs.together.ai, read on 2026-11-21; tested on
 * fixtures built from it, never on the service itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { hubDownload } from '../../../models/catalogue/hub-download.ts';
import type { HostedJobSpec, HostedService } from './hosted-service.ts';
import { type ServiceClientOptions, serviceClient } from './service-client.ts';
import { unpackAdapter } from './unpack-adapter.ts';

const statuses = z.enum([
  'pending',
  'queued',
  'running',
  'compressing',
  'uploading',
  'cancel_requested',
  'cancelled',
  'error',
  'completed',
]);
const job = z.object({
  id: z.string(),
  status: statuses,
  suffix: z.string().nullish(),
  model_output_name: z.string().nullish(),
  token_count: z.number().nullish(),
  total_price: z.number().nullish(),
  events: z.array(z.object({ message: z.string(), level: z.string().nullish() })).nullish(),
});
const estimate = z.object({
  estimation_available: z.boolean().optional(),
  estimated_total_price: z.number().optional(),
  estimated_train_token_count: z.number().optional(),
  estimated_eval_token_count: z.number().optional(),
});
/** Prices of jobs are in billionths of a dollar, estimates in dollars. */
const perDollar = 1e9;
const mostBytes = 4 * 2 ** 30;

export function together(
  options: Partial<ServiceClientOptions> & Pick<ServiceClientOptions, 'env'>,
): HostedService {
  const client = serviceClient({
    id: 'together',
    baseURL: 'https://api.together.xyz/v1',
    apiKeyEnv: 'TOGETHER_API_KEY',
    ...options,
  });
  const states = { cancelled: 'cancelled', error: 'failed', completed: 'done' } as const;
  return {
    id: 'together',
    priceSource: 'https://www.together.ai/pricing',
    async upload({ name, text }, signal) {
      const body = new FormData();
      body.set('purpose', 'fine-tune');
      body.set('file_name', `${name}.jsonl`);
      body.set('file_type', 'jsonl');
      body.set('file', new Blob([text]), `${name}.jsonl`);
      const { id } = await client.ask('/files/upload', {
        body,
        answer: z.object({ id: z.string() }),
        signal,
      });
      return id;
    },
    async price(spec, signal) {
      const { suffix: _, ...body } = bodyOf(spec);
      const found = await client.ask('/fine-tunes/estimate-price', { body, answer: estimate, signal });
      if (found.estimation_available === false || found.estimated_total_price === undefined) return undefined;
      const { estimated_train_token_count: train, estimated_eval_token_count: dev = 0 } = found;
      return {
        usd: found.estimated_total_price,
        ...(train !== undefined && { tokens: train + dev }),
      };
    },
    async find(name, signal) {
      const { data } = await client.ask('/fine-tunes', { answer: z.object({ data: z.array(job) }), signal });
      return data.find(({ suffix, status }) => suffix === name && !['error', 'cancelled'].includes(status))
        ?.id;
    },
    async create(spec, signal) {
      const created = await client.ask('/fine-tunes', {
        body: bodyOf(spec),
        answer: z.object({ id: z.string() }),
        once: true,
        signal,
      });
      return created.id;
    },
    async look(id, signal) {
      const found = await client.ask(`/fine-tunes/${encodeURIComponent(id)}`, { answer: job, signal });
      const { status, model_output_name: model, token_count: tokens, total_price: price, events } = found;
      const reason = events?.findLast(({ level }) => level === 'error')?.message ?? events?.at(-1)?.message;
      return {
        state: states[status as keyof typeof states] ?? 'running',
        phase: status,
        ...(reason !== undefined && { reason }),
        ...(model && { model }),
        ...(tokens && { tokens }),
        ...(price && { costUsd: price / perDollar }),
      };
    },
    async cancel(id, signal) {
      const answer = z.unknown();
      await client.ask(`/fine-tunes/${encodeURIComponent(id)}/cancel`, { body: {}, answer, signal });
    },
    async download(id, _model, folder, signal) {
      const scratch = await mkdtemp(path.join(tmpdir(), 'fulcrum-together-'));
      try {
        const file = path.join(scratch, 'adapter.tar.zst');
        const url = `${client.baseURL}/finetune/download?ft_id=${encodeURIComponent(id)}&checkpoint=adapter`;
        const headers = client.authorization;
        await hubDownload(url, file, {
          maxBytes: mostBytes,
          signal,
          headers,
          onBytes: () => {},
          connectTimeoutMs: 60_000,
        });
        await unpackAdapter(file, folder);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

function bodyOf({ name, model, files, settings }: HostedJobSpec) {
  const { epochs, rank, alpha, dropout, learningRate } = settings;
  return {
    model,
    suffix: name,
    training_file: files.train,
    n_epochs: epochs,
    ...(files.dev !== undefined && { validation_file: files.dev, n_evals: epochs }),
    ...(learningRate !== undefined && { learning_rate: learningRate }),
    // The answers alone are learnt, as here.
    training_method: { method: 'sft', train_on_inputs: false },
    training_type: {
      type: 'Lora',
      lora_r: rank,
      lora_alpha: Math.round(alpha),
      lora_dropout: dropout,
      lora_trainable_modules: 'all-linear',
    },
  };
}
