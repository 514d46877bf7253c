/** Tuning at a service, on fixtures built from what Together and Fireworks publish: what is sent, bought once, followed and brought home. */
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loraTensors, peftConfig, safetensors } from '../../testing/peft-adapter.ts';
import type { TrainingEvent } from '../training-event.ts';
import { fireworks } from './fireworks.ts';
import { hostedTrainer } from './hosted-trainer.ts';
import { publishedFireworks } from './testing/published-fireworks.ts';
import { type PublishedTogether, publishedTogether } from './testing/published-together.ts';
import { together } from './together.ts';

const key = 'canary-key-7f3a';
const model = 'Qwen/Qwen3-8B';
const retry = { maxAttempts: 3, firstPauseMs: 1, longestPauseMs: 5, totalMs: 5000 };
const weights = safetensors(loraTensors('model.layers.0.self_attn.q_proj', 4));
const config = Buffer.from(peftConfig());
const adapter = { 'adapter_model.safetensors': weights, 'adapter_config.json': config };
const row =
  '{"messages":[{"role":"user","content":"Where is it?"},{"role":"assistant","content":"delivery"}]}\n';

async function runFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-hosted-'));
  await writeFile(
    path.join(folder, 'spec.json'),
    JSON.stringify({ epochs: 2, rank: 8, alpha: 16, learning_rate: 1e-4 }),
  );
  await writeFile(path.join(folder, 'train.chat.jsonl'), row.repeat(3));
  await writeFile(path.join(folder, 'dev.chat.jsonl'), row);
  return folder;
}

function stoppable() {
  const [soft, hard] = [new AbortController(), new AbortController()];
  return { soft, hard, signal: { soft: soft.signal, hard: hard.signal } };
}

/** A trainer made anew, as for each start of the program. */
const at = (baseURL: string, options: { budgetUsd?: number } = {}) =>
  hostedTrainer({
    service: together({ env: { TOGETHER_API_KEY: key }, baseURL, retry }),
    model,
    everyMs: 5,
    ...options,
  });

const serve = (given: PublishedTogether = {}) =>
  publishedTogether({
    archive: { './out/adapter_config.json': config, './out/adapter_model.safetensors': weights },
    ...given,
  });

test('Together: rows up, one job of these settings, its adapter home, its cost as billed', async () => {
  await using service = await serve();
  const folder = await runFolder();
  const events: TrainingEvent[] = [];
  const trained = await at(service.baseURL).train(
    { folder },
    { ...stoppable(), onEvent: (e) => events.push(e) },
  );
  const [job] = service.jobs;
  expect(trained).toEqual({
    id: `together/acme/Qwen3-8B-${job?.suffix}`,
    job: 'ft-1',
    tokens: 1234,
    costUsd: 0.42,
    adapter: path.join(folder, 'adapter'),
  });
  expect(await readFile(path.join(trained.adapter, 'adapter_model.safetensors'))).toEqual(weights);
  const uploads = service.asked.filter((one) => one.path === '/files/upload');
  expect(uploads.map(({ body }) => body)).toMatchObject([
    { purpose: 'fine-tune', file_type: 'jsonl', file: row.repeat(3) },
    { purpose: 'fine-tune', file_type: 'jsonl', file: row },
  ]);
  expect(service.asked.find((one) => one.path === '/fine-tunes' && one.method === 'POST')?.body).toEqual({
    model,
    suffix: job?.suffix,
    training_file: 'file-1',
    validation_file: 'file-1',
    n_epochs: 2,
    n_evals: 2,
    learning_rate: 1e-4,
    training_method: { method: 'sft', train_on_inputs: false },
    training_type: {
      type: 'Lora',
      lora_r: 8,
      lora_alpha: 16,
      lora_dropout: 0.05,
      lora_trainable_modules: 'all-linear',
    },
  });
  expect(events.map((event) => 'name' in event && event.name)).toEqual([
    'uploading',
    'queued',
    'running',
    'completed',
    'downloading',
  ]);
  for (const { authorization } of service.asked) expect(authorization).toBe(`Bearer ${key}`);
  for (const file of await readdir(folder))
    if (file.endsWith('.json')) expect(await readFile(path.join(folder, file), 'utf8')).not.toContain(key);

  const again = await at(service.baseURL).train({ folder }, stoppable());
  expect(again).toEqual(trained);
  expect(service.jobs).toHaveLength(1);
  expect(service.asked.filter((one) => one.path === '/files/upload')).toHaveLength(2);
});

test('a job whose answer was lost is found, not bought again', async () => {
  await using service = await serve({ dropsOnce: true });
  const folder = await runFolder();
  await expect(at(service.baseURL).train({ folder }, stoppable())).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
  });
  expect(service.jobs).toHaveLength(1);
  expect((await at(service.baseURL).train({ folder }, stoppable())).job).toBe('ft-1');
  expect(service.jobs).toHaveLength(1);
});

test('other rows or settings are another job', async () => {
  await using service = await serve();
  const folder = await runFolder();
  await at(service.baseURL).train({ folder }, stoppable());
  await writeFile(path.join(folder, 'train.chat.jsonl'), row.repeat(4));
  expect((await at(service.baseURL).train({ folder }, stoppable())).job).toBe('ft-2');
});

test('a job that would cost more than the budget is not started', async () => {
  await using service = await serve({ price: 12.5 });
  const folder = await runFolder();
  expect(await at(service.baseURL).plan({ folder }, stoppable())).toEqual({ usd: 12.5, tokens: 1200 });
  const tooDear = at(service.baseURL, { budgetUsd: 10 }).train({ folder }, stoppable());
  await expect(tooDear).rejects.toMatchObject({
    code: 'BUDGET_EXHAUSTED',
    details: { limitUsd: 10, neededUsd: 12.5 },
  });
  expect(service.jobs).toHaveLength(0);
  expect((await at(service.baseURL, { budgetUsd: 13 }).train({ folder }, stoppable())).job).toBe('ft-1');
});

test('a soft stop leaves the job to itself, a hard one cancels it', async () => {
  await using service = await serve({ statuses: ['running', 'running', 'running', 'running', 'completed'] });
  const folder = await runFolder();
  const reason = new Error('Ctrl-C');
  const first = stoppable();
  const stop = (controller: AbortController) => (event: TrainingEvent) => {
    if ('name' in event && event.name === 'running') controller.abort(reason);
  };
  await expect(at(service.baseURL).train({ folder }, { ...first, onEvent: stop(first.soft) })).rejects.toBe(
    reason,
  );
  expect(service.jobs[0]?.isCancelled).toBe(false);
  const second = stoppable();
  await expect(at(service.baseURL).train({ folder }, { ...second, onEvent: stop(second.hard) })).rejects.toBe(
    reason,
  );
  expect(service.jobs[0]?.isCancelled).toBe(true);
});

test('a job that failed is told with its reason, and the next call starts another', async () => {
  await using service = await serve({ statuses: ['running', 'error'] });
  const folder = await runFolder();
  await expect(at(service.baseURL).train({ folder }, stoppable())).rejects.toMatchObject({
    code: 'HOSTED_JOB_FAILED',
    message: expect.stringContaining('row 3 has no messages'),
  });
  await expect(at(service.baseURL).train({ folder }, stoppable())).rejects.toThrow();
  expect(service.jobs).toHaveLength(2);
});

test.each<[string, Record<string, Buffer>]>([
  ['lacks a file', { 'adapter_config.json': config }],
  [
    'holds a number that is none',
    {
      ...adapter,
      'adapter_model.safetensors': safetensors({
        ...loraTensors('model.layers.0.self_attn.q_proj', 4),
        'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': {
          shape: [2, 3],
          values: [1, 2, 3, 4, 5, Number.NaN],
        },
      }),
    },
  ],
  ['holds pickle in its place', { ...adapter, 'adapter_model.safetensors': Buffer.from('\x80\x04pickle') }],
])('an adapter that %s is refused, and nothing takes its name', async (_, archive) => {
  await using service = await serve({ archive });
  const folder = await runFolder();
  await expect(at(service.baseURL).train({ folder }, stoppable())).rejects.toMatchObject({
    code: 'ADAPTER_UNSOUND',
  });
  expect(await readdir(folder)).not.toContain('adapter');
});

test('names in an archive become no paths', async () => {
  const evil = Buffer.from('evil');
  await using service = await serve({
    archive: {
      '../../../pwned': evil,
      '../../adapter_config.json': config,
      '/etc/adapter_model.safetensors': weights,
      'run.py': evil,
    },
  });
  const folder = await runFolder();
  const { adapter: at_ } = await at(service.baseURL).train({ folder }, stoppable());
  expect((await readdir(at_)).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
});

test('without a key nothing is asked, and a refused one is not repeated', async () => {
  expect(() => together({ env: {} })).toThrow(expect.objectContaining({ code: 'MODEL_KEY_MISSING' }));
  const { startService } = await import('./testing/start-service.ts');
  await using service = await startService(() => ({
    status: 401,
    json: { error: { message: `bad key ${key}` } },
  }));
  const error = await at(service.baseURL)
    .train({ folder: await runFolder() }, stoppable())
    .catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'MODEL_KEY_REFUSED' });
  expect(`${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain(key);
  expect(service.asked).toHaveLength(1);
});

test('Fireworks: a dataset that is ready, a job of its own name, files from signed addresses without the key', async () => {
  await using service = await publishedFireworks(adapter);
  const folder = await runFolder();
  const make = (usdPerMillionTokens?: number, budgetUsd?: number) =>
    hostedTrainer({
      service: fireworks({
        env: { FIREWORKS_API_KEY: key, FIREWORKS_ACCOUNT_ID: 'acme' },
        baseURL: service.baseURL,
        retry,
        timing: { now: () => performance.now(), random: Math.random, pause: async () => {} },
      }),
      model: 'accounts/fireworks/models/qwen3-8b',
      everyMs: 5,
      ...(usdPerMillionTokens !== undefined && { usdPerMillionTokens }),
      ...(budgetUsd !== undefined && { budgetUsd }),
    });
  // It does not say beforehand; four rows of fewer bytes than that, twice.
  await expect(make(undefined, 1).train({ folder }, stoppable())).rejects.toMatchObject({
    code: 'BUDGET_NEEDS_PRICE',
  });
  const price = await make(0.5).plan({ folder }, stoppable());
  expect(price?.tokens).toBe(2 * 4 * row.length);
  expect(price?.usd).toBeCloseTo((2 * 4 * row.length * 0.5) / 1e6, 12);
  const trained = await make(0.5, 1).train({ folder }, stoppable());
  const [[name, job] = []] = service.jobs;
  expect(trained).toMatchObject({ id: `fireworks/accounts/acme/models/${name}`, job: name, costUsd: 1.25 });
  expect(job?.body).toEqual({
    displayName: name,
    dataset: `accounts/acme/datasets/${name}-train`,
    evaluationDataset: `accounts/acme/datasets/${name}-dev`,
    baseModel: 'accounts/fireworks/models/qwen3-8b',
    outputModel: name,
    epochs: 2,
    loraRank: 8,
    learningRate: 1e-4,
  });
  expect(await readFile(path.join(trained.adapter, 'adapter_model.safetensors'))).toEqual(weights);
  await make(0.5, 1).train({ folder }, stoppable());
  expect(service.jobs.size).toBe(1);
  // A name is used up by a job that failed.
  if (job !== undefined) job.state = 'JOB_STATE_FAILED';
  await expect(make(0.5, 1).train({ folder }, stoppable())).rejects.toMatchObject({
    code: 'HOSTED_JOB_FAILED',
  });
  expect((await make(0.5, 1).train({ folder }, stoppable())).job).toBe(`${name}-2`);
});
