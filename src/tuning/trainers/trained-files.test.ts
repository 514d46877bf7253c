/** What a run left is taken only whole: every byte is compared with the manifest, and the manifest with its own hash. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { finishedRun, sha256 } from './testing/finished-run.ts';
import { readTrainedFiles } from './trained-files.ts';

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
