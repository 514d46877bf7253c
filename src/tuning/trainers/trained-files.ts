/** What training leaves in a run folder, read and compared with its hashes. Loads no weights. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import { fileSha256 } from '../../models/catalogue/file-sha256.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({ sha256: digest, bytes: z.int().min(0) });
const data = z.object({
  rows: z.int(),
  tokens: z.int(),
  answer_tokens: z.int(),
  too_long: z.int(),
  sha256: digest,
});

export const adapterFiles = ['adapter_model.safetensors', 'adapter_config.json'] as const;

const manifestSchema = z.object({
  method: z.string(),
  base_sha256: digest,
  train_sha256: digest,
  files: z.object({ 'adapter_model.safetensors': file, 'adapter_config.json': file }),
  sha256: digest,
});

const metricsSchema = z.object({
  protocol: z.literal(1),
  versions: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.json()),
  base: z.object({ name: z.string(), sha256: digest }),
  train_data: data,
  dev_data: data.nullish(),
  shortcuts: z.array(z.object({ name: z.string(), used: z.boolean(), reason: z.string() })),
  adapter: file.extend({ parameters: z.int() }),
  stopped: z.string(),
  steps: z.int(),
  planned_steps: z.int(),
  best_step: z.int(),
  /** Step and mean loss in nats for an answer token. */
  train_loss: z.array(z.tuple([z.int(), z.number()])),
  dev_loss: z.array(z.tuple([z.int(), z.number()])),
  examples: z.int(),
  tokens: z.int(),
  elapsed_s: z.number(),
  peak_memory_bytes: z.int().nullish(),
});

export type AdapterManifest = z.infer<typeof manifestSchema>;
export type TrainingMetrics = z.infer<typeof metricsSchema>;

export interface TrainedFiles {
  readonly folder: string;
  readonly manifest: AdapterManifest;
  readonly metrics: TrainingMetrics;
}

/** Throws `ADAPTER_UNSOUND` naming the file where one is missing, cut short, changed, or of another run. */
export async function readTrainedFiles(runFolder: string): Promise<TrainedFiles> {
  const folder = path.join(runFolder, 'adapter');
  const written = await textOf(folder, 'manifest.json');
  const manifest = parsed(manifestSchema, written, 'manifest.json');
  // The hash of the manifest stands at its end, over what was written before it.
  const plain = written.replace(/,\n "sha256": "[0-9a-f]{64}"\n\}$/, '\n}');
  if (createHash('sha256').update(plain).digest('hex') !== manifest.sha256)
    throw unsound('manifest.json', 'it does not have its own hash');
  for (const name of adapterFiles) {
    const found = await fileSha256(path.join(folder, name)).catch((error: Error) => {
      throw unsound(name, error.message);
    });
    if (found !== manifest.files[name].sha256)
      throw unsound(name, 'it does not have the hash of the manifest');
  }
  const metrics = parsed(metricsSchema, await textOf(runFolder, 'metrics.json'), 'metrics.json');
  if (metrics.adapter.sha256 !== manifest.files['adapter_model.safetensors'].sha256)
    throw unsound('metrics.json', 'it tells of another adapter');
  return { folder, manifest, metrics };
}

async function textOf(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, name), 'utf8').catch((error: Error) => {
    throw unsound(name, error.message);
  });
}

function parsed<T>(schema: z.ZodType<T>, text: string, name: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unsound(name, (error as Error).message);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw unsound(name, z.prettifyError(result.error));
  return result.data;
}

function unsound(name: string, problem: string): FulcrumError {
  return new FulcrumError('ADAPTER_UNSOUND', { file: name, problem });
}
