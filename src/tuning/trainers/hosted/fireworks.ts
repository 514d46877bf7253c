/**
 * LoRA tuning at Fireworks. Source: its Gateway REST API on docs.fireworks.ai, read on 2026-11-21; tested on fixtures built from it, never on
 * the service itself.
 */
import path from 'node:path';
import { z } from 'zod';
import { FulcrumError } from '../../../domain/errors.ts';
import { hubDownload } from '../../../models/catalogue/hub-download.ts';
import { realTiming } from '../../../models/metering/timing.ts';
import { adapterFiles } from '../trained-files.ts';
import type { HostedService } from './hosted-service.ts';
import { type ServiceClientOptions, serviceClient } from './service-client.ts';

const money = z.object({ units: z.string().optional(), nanos: z.number().optional() });
const job = z.object({
  state: z.string(),
  status: z.object({ message: z.string().optional() }).nullish(),
  outputModel: z.string().nullish(),
  estimatedCost: money.nullish(),
  jobProgress: z.object({ percent: z.number().optional() }).nullish(),
});
const dataset = z.object({
  state: z.string().optional(),
  status: z.object({ code: z.string().optional(), message: z.string().optional() }).nullish(),
});
const mostBytes = 4 * 2 ** 30;
const betweenLooksMs = 2000;
/** The endpoint takes no more at once. */
const mostUploadBytes = 150e6;

const states = {
  JOB_STATE_COMPLETED: 'done',
  JOB_STATE_EARLY_STOPPED: 'done',
  JOB_STATE_FAILED: 'failed',
  JOB_STATE_EXPIRED: 'failed',
  JOB_STATE_CANCELLED: 'cancelled',
  JOB_STATE_DELETING: 'cancelled',
} as const;

/** The account is that of `FIREWORKS_ACCOUNT_ID`. */
export function fireworks(
  options: Partial<ServiceClientOptions> & Pick<ServiceClientOptions, 'env'>,
): HostedService {
  const { env, timing = realTiming } = options;
  const id = 'fireworks';
  const client = serviceClient({
    id,
    baseURL: 'https://api.fireworks.ai/v1',
    apiKeyEnv: 'FIREWORKS_API_KEY',
    ...options,
  });
  const account = env.FIREWORKS_ACCOUNT_ID;
  if (!account) throw new FulcrumError('MODEL_KEY_MISSING', { id, variable: 'FIREWORKS_ACCOUNT_ID' });
  const here = `/accounts/${encodeURIComponent(account)}`;
  const jobs = `${here}/supervisedFineTuningJobs`;
  const isThere = async <T>(asked: Promise<T>): Promise<T | undefined> =>
    asked.catch((error: unknown) => {
      if (error instanceof FulcrumError && error.code === 'MODEL_NOT_SERVED') return undefined;
      throw error;
    });
  const stateOf = ({ state }: z.infer<typeof job>) => states[state as keyof typeof states] ?? 'running';
  /** A name is used once, also by a job that failed: the newest of `name`, `name-2` …, and the name that is free. */
  const triesOf = async (name: string, signal: AbortSignal) => {
    let last: { readonly id: string; readonly job: z.infer<typeof job> } | undefined;
    for (let number = 1; ; number++) {
      const next = number === 1 ? name : `${name}-${number}`;
      const found = await isThere(client.ask(`${jobs}/${next}`, { answer: job, signal }));
      if (found === undefined) return { last, next };
      last = { id: next, job: found };
    }
  };
  return {
    id,
    priceSource: 'https://fireworks.ai/pricing',
    async upload({ name, text, rows }, signal) {
      const at = `${here}/datasets/${name}`;
      const look = () => isThere(client.ask(at, { answer: dataset, signal }));
      const found = await look();
      if (found?.state !== 'READY') {
        const bytes = Buffer.byteLength(text);
        if (bytes > mostUploadBytes) {
          const problem = `${name} has ${bytes} bytes, and ${id} takes ${mostUploadBytes} at once`;
          throw new FulcrumError('TRAINING_REFUSED', { problem, advice: 'Train on fewer rows.' });
        }
        const about = { datasetId: name, dataset: { userUploaded: {}, exampleCount: String(rows) } };
        if (found === undefined)
          await client.ask(`${here}/datasets`, { body: about, answer: z.unknown(), signal });
        const body = new FormData();
        body.set('file', new Blob([text]), `${name}.jsonl`);
        await client.ask(`${at}:upload`, { body, answer: z.unknown(), signal });
      }
      for (;;) {
        const { state, status } = (await look()) ?? {};
        if (state === 'READY') break;
        if (status?.code !== undefined && status.code !== 'OK') {
          const problem = `${id} cannot use ${name}: ${status.message ?? status.code}`;
          throw new FulcrumError('TRAINING_REFUSED', { problem, advice: 'Correct the rows.' });
        }
        await timing.pause(betweenLooksMs, signal);
      }
      return `accounts/${account}/datasets/${name}`;
    },
    // It says what a job costs once it is there.
    price: async () => undefined,
    async find(name, signal) {
      const { last } = await triesOf(name, signal);
      return last !== undefined && ['running', 'done'].includes(stateOf(last.job)) ? last.id : undefined;
    },
    async create({ name, model, files, settings }, signal) {
      const { epochs, rank, learningRate } = settings;
      const { next } = await triesOf(name, signal);
      const body = {
        displayName: next,
        dataset: files.train,
        ...(files.dev !== undefined && { evaluationDataset: files.dev }),
        baseModel: model,
        outputModel: next,
        epochs,
        loraRank: rank,
        ...(learningRate !== undefined && { learningRate }),
      };
      const at = `${jobs}?supervisedFineTuningJobId=${next}`;
      await client.ask(at, { body, answer: z.unknown(), once: true, signal });
      return next;
    },
    async look(name, signal) {
      const found = await client.ask(`${jobs}/${name}`, { answer: job, signal });
      const { state, status, outputModel: model, estimatedCost: cost, jobProgress } = found;
      const percent = jobProgress?.percent === undefined ? '' : ` ${jobProgress.percent} %`;
      return {
        state: stateOf(found),
        phase: `${state.replace('JOB_STATE_', '').toLowerCase()}${percent}`,
        ...(status?.message && { reason: status.message }),
        // With or without the account before it.
        ...(model && { model: model.includes('/') ? model : `accounts/${account}/models/${model}` }),
        ...(cost && { costUsd: Number(cost.units ?? 0) + (cost.nanos ?? 0) / 1e9 }),
      };
    },
    async cancel(name, signal) {
      await client.ask(`${jobs}/${name}:cancel`, { body: {}, answer: z.unknown(), signal });
    },
    async download(_job, model, folder, signal) {
      const { filenameToSignedUrls: urls } = await client.ask(`/${model}:getDownloadEndpoint`, {
        answer: z.object({ filenameToSignedUrls: z.record(z.string(), z.url()) }),
        signal,
      });
      for (const name of adapterFiles) {
        const url = Object.entries(urls).find(([file]) => path.posix.basename(file) === name)?.[1];
        if (url === undefined)
          throw new FulcrumError('ADAPTER_UNSOUND', { file: name, problem: `${id} gave no such file` });
        await hubDownload(url, path.join(folder, name), {
          maxBytes: mostBytes,
          signal,
          onBytes: () => {},
          connectTimeoutMs: 60_000,
        });
      }
    },
  };
}
