import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlacePlan } from '../tuning/hardware/advise-hardware.ts';
import { gpus } from '../tuning/hardware/gpus.ts';
import { adviseHardware } from './advise-hardware.ts';

/** Llama 3.1 70B. */
const config = {
  model_type: 'llama',
  num_hidden_layers: 80,
  hidden_size: 8192,
  intermediate_size: 28672,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  vocab_size: 128256,
};
const asked = { context: 512, rank: 16, batchTokens: 512, tokens: 1_000_000 };

const fitting = (places: readonly PlacePlan[]) =>
  places
    .filter(({ place }) => !place.name.startsWith('this machine'))
    .flatMap(({ place, ways }) => ways.filter(({ fits }) => fits).map(({ way }) => `${place.name}: ${way}`));

describe('advise hardware', () => {
  let model: string;
  beforeAll(async () => {
    model = await mkdtemp(path.join(tmpdir(), 'fulcrum-advise-'));
    await writeFile(path.join(model, 'config.json'), JSON.stringify(config));
  });
  afterAll(() => rm(model, { recursive: true, force: true }));

  it('says what fits where: of a 70B nothing but QLoRA, with shorter rows on less', async () => {
    const { places, parameters, rowsPerPass } = await adviseHardware({ model, ...asked });
    expect(parameters).toBe(70_553_706_496);
    expect(rowsPerPass).toBe(1);
    expect(fitting(places)).toEqual(['H200 141 GB: qlora']);
    const shorter = await adviseHardware({ model, ...asked, context: 256, batchTokens: 256 });
    expect(fitting(shorter.places)).toEqual([
      'A100 80 GB: qlora',
      'H100 SXM 80 GB: qlora',
      'H200 141 GB: qlora',
    ]);
  });

  it('computes time and price from the stated peak, and takes what was measured here', async () => {
    const { places } = await adviseHardware({ model, ...asked, tokensPerSecond: 50 });
    const h200 = places
      .find(({ place }) => place.name.startsWith('H200'))
      ?.ways.find((w) => w.way === 'qlora');
    // 4 operations for each of 68.45 billion weights in linear layers, a million tokens, 30 % of 989 · 10¹² a second, $4.59 an hour.
    const seconds = (4 * 80 * (2 * 8192 ** 2 + 2 * 8192 * 1024 + 3 * 8192 * 28672) * 1e6) / (0.3 * 989e12);
    expect(h200?.seconds).toBeCloseTo(seconds, 6);
    expect(h200?.usd).toBeCloseTo((seconds / 3600) * 4.59, 9);
    expect(h200?.speed?.from).toBe('computed');
    const [here] = places;
    expect(here?.ways.find(({ way }) => way === 'lora')).toMatchObject({
      speed: { tokensPerSecond: 50, from: 'measured' },
      seconds: 20_000,
    });
    expect(here?.ways.find(({ way }) => way === 'lora')).not.toHaveProperty('usd');
    expect(here?.ways.find(({ way }) => way === 'full')).not.toHaveProperty('seconds');
  });

  it.skipIf(process.platform === 'win32')(
    'names the GPUs of this machine, the first of which trains',
    async () => {
      const driver = path.join(model, 'nvidia-smi');
      await writeFile(driver, '#!/bin/sh\necho "NVIDIA H200, 143771"\necho "NVIDIA L4, 23034"\n', {
        mode: 0o755,
      });
      vi.stubEnv('PATH', `${model}:${process.env.PATH}`);
      const { places } = await adviseHardware({ model, ...asked, tokensPerSecond: 50 });
      vi.unstubAllEnvs();
      expect(
        places.slice(0, 3).map(({ place }) => [place.name, place.kind, place.measuredTokensPerSecond]),
      ).toEqual([
        ['this machine, NVIDIA H200', 'gpu', 50],
        ['this machine, NVIDIA L4', 'gpu', undefined],
        ['this machine, without a GPU', 'cpu', undefined],
      ]);
      expect(places[0]?.place.memoryBytes).toBe(143771 * 2 ** 20);
      expect(places[2]?.ways.map(({ way }) => way)).toEqual(['full', 'lora']);
    },
  );

  it('refuses a model that there is not', async () => {
    await expect(adviseHardware({ model: 'local/none', ...asked })).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN',
    });
  });

  it('has a date and an address for every price', () => {
    for (const { asOf, source, usdPerHour } of gpus) {
      expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(source).toMatch(/^https:\/\//);
      expect(usdPerHour).toBeGreaterThan(0);
    }
    expect(new Set(gpus.map(({ memoryGb }) => memoryGb))).toEqual(new Set([24, 48, 80, 141]));
  });
});
