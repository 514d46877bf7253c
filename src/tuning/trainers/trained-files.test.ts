/** What a run left is taken only whole: every byte is compared with the manifest, and the manifest with its own hash. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readTrainedFiles } from './trained-files.ts';

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

/** As the trainer writes it: JSON indented by one, its own hash last. */
async function finishedRun(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-finished-'));
  await mkdir(path.join(folder, 'adapter'));
  const files = { 'adapter_model.safetensors': 'weights', 'adapter_config.json': '{"peft_type": "LORA"}' };
  const hashes = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, { sha256: sha256(text), bytes: text.length }]),
  );
  const facts = { method: 'lora', base_sha256: sha256('base'), train_sha256: sha256('train'), files: hashes };
  const plain = JSON.stringify(facts, undefined, 1);
  const manifest = JSON.stringify({ ...facts, sha256: sha256(plain) }, undefined, 1);
  const data = { rows: 1, tokens: 2, answer_tokens: 1, too_long: 0, sha256: sha256('train') };
  const metrics = {
    protocol: 1,
    versions: { torch: '2.13.0' },
    settings: { rank: 16 },
    base: { name: 'b', sha256: sha256('base') },
    train_data: data,
    dev_data: null,
    shortcuts: [],
    adapter: { ...hashes['adapter_model.safetensors'], parameters: 7 },
    stopped: 'epochs',
    steps: 1,
    planned_steps: 1,
    best_step: 1,
    train_loss: [[1, 0.5]],
    dev_loss: [],
    examples: 1,
    tokens: 2,
    elapsed_s: 0.1,
    peak_memory_bytes: 1,
  };
  for (const [name, text] of Object.entries({ ...files, 'manifest.json': manifest }))
    await writeFile(path.join(folder, 'adapter', name), text);
  await writeFile(path.join(folder, 'metrics.json'), JSON.stringify(metrics, undefined, 1));
  return folder;
}

test('a whole one is read', async () => {
  const folder = await finishedRun();
  const read = await readTrainedFiles(folder);
  expect(read.folder).toBe(path.join(folder, 'adapter'));
  expect([read.manifest.method, read.metrics.train_loss]).toEqual(['lora', [[1, 0.5]]]);
});

test.each([
  'adapter/adapter_model.safetensors',
  'adapter/adapter_config.json',
  'adapter/manifest.json',
  'metrics.json',
])('%s may be neither missing nor cut nor changed', async (name) => {
  const folder = await finishedRun();
  const file = path.join(folder, name);
  const whole = await readFile(file, 'utf8');
  const broken = [
    undefined,
    whole.slice(0, -5),
    whole.replace(/[0-9a-f]{64}|weights|LORA/, (was) => [...was].reverse().join('')),
  ];
  for (const text of broken) {
    await (text === undefined ? rm(file) : writeFile(file, text));
    const problem = {
      code: 'ADAPTER_UNSOUND',
      details: { file: expect.stringContaining(path.basename(name)) },
    };
    if (name !== 'metrics.json' || text !== broken[2])
      await expect(readTrainedFiles(folder)).rejects.toMatchObject(problem);
  }
});

test('metrics of another adapter are not taken for those of this one', async () => {
  const [one, other] = [await finishedRun(), await finishedRun()];
  const metrics = JSON.parse(await readFile(path.join(other, 'metrics.json'), 'utf8'));
  metrics.adapter.sha256 = sha256('other weights');
  await writeFile(path.join(one, 'metrics.json'), JSON.stringify(metrics));
  await expect(readTrainedFiles(one)).rejects.toMatchObject({ details: { file: 'metrics.json' } });
});
