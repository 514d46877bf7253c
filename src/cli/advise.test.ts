/** The advice on hardware, as a user meets it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runFulcrum } from './testing/run-fulcrum.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'fulcrum-advise-cli-'));
  const config = {
    model_type: 'llama',
    num_hidden_layers: 32,
    hidden_size: 4096,
    intermediate_size: 14336,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    vocab_size: 128256,
  };
  await writeFile(path.join(cwd, 'config.json'), JSON.stringify(config));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const ask = (...words: string[]) =>
  runFulcrum(['advise', 'hardware', '.', ...words], { cwd, timeoutMs: 120_000 });

test('an 8B is tuned by LoRA or QLoRA on a GPU of 48 GB, by QLoRA on one of 24', {
  timeout: 240_000,
}, async () => {
  const { code, stdout } = await ask('--context', '512', '--batch-tokens', '512', '--tokens-per-s', '20');
  expect(code).toBe(0);
  expect(stdout).toContain('8,030 million weights; 1 row of 512 tokens in one pass, adapters of rank 16');
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
  const fits = (place: string) => {
    const at = rows.findIndex(([name]) => name === place);
    return rows.slice(at, at + 3).map((cells) => cells[8]);
  };
  expect(fits('RTX 4090 24 GB')).toEqual(['no', 'no', 'yes']);
  expect(fits('RTX A6000 48 GB')).toEqual(['no', 'yes', 'yes']);
  expect(fits('H200 141 GB')).toEqual(['no', 'yes', 'yes']);
  expect(stdout).toMatch(/≥ [\d.]+ (s|min)/);
  expect(stdout).toContain('https://www.runpod.io/pricing (2026-10-07)');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Next: fulcrum climb');
});

test('is JSON for programs, and refuses what is no model', { timeout: 240_000 }, async () => {
  const { stdout } = await ask('--json');
  const advice = JSON.parse(stdout);
  expect(advice).toMatchObject({ parameters: 8_030_261_248, rowsPerPass: 1, shape: { layers: 32 } });
  await writeFile(path.join(cwd, 'config.json'), '{"model_type":"t5"}');
  const refused = await ask('--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr).error.code).toBe('MODEL_SHAPE_UNKNOWN');
});
