/** Our arithmetic against counts by hand, against figures that the trainer printed, and against the trainer itself where its environment is there. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shapeOfConfig } from './read-model-shape.ts';
import { trainingMemory } from './training-memory.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const python = path.join(root, '.venv-train/bin/python');

const tiny = (more: object) => ({
  hidden_size: 96,
  intermediate_size: 200,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 509,
  head_dim: 24,
  tie_word_embeddings: true,
  ...more,
});
const llama = tiny({ model_type: 'llama' });
/** Untied, with norms on its heads, whose width is not that of the hidden layer. */
const qwen3 = tiny({ model_type: 'qwen3', head_dim: 40, tie_word_embeddings: false });
const qwen2 = tiny({ model_type: 'qwen2', num_key_value_heads: 4 });

describe('trainingMemory', () => {
  it('counts weights, gradients, moments and logits as by hand', () => {
    const attention = 96 * 96 * 2 + 2 * 96 * 48;
    const linear = 3 * (attention + 3 * 96 * 200);
    const all = linear + 3 * 2 * 96 + 96 + 509 * 96;
    const adapters = 3 * 8 * (192 + 2 * 144 + 192 + 3 * 296);
    const batch = { rows: 2, tokensPerRow: 37, answerTokens: 10, rank: 8 };
    const { full, lora, qlora } = trainingMemory(shapeOfConfig(JSON.stringify(llama)), batch, 2);
    expect(full).toMatchObject({ weightsBytes: all * 4, gradientsBytes: all * 4, optimiserBytes: all * 8 });
    expect(lora).toMatchObject({
      weightsBytes: all * 2 + adapters * 4,
      gradientsBytes: adapters * 4,
      optimiserBytes: adapters * 8,
      logitsBytes: 10 * 509 * 4 * 3,
    });
    // 4.127 bits a weight (Dettmers et al. 2023, section 3).
    const byHand = (linear * 4.127) / 8 + (all - linear) * 2 + adapters * 4;
    expect(qlora.weightsBytes / byHand).toBeCloseTo(1, 4);
    expect(full.totalBytes).toBe(16 * all + full.activationsBytes + full.logitsBytes);
  });

  it.each([
    // `plan` of the trainer with transformers 5.23.0, torch 2.13.0, peft 0.21.2: activations of full tuning, LoRA in 32 and in 16 bits
    ['llama', llama, [1_657_896, 2_360_304, 2_090_352] as const],
    ['qwen3', qwen3, [2_321_528, 2_867_648, 2_595_328] as const],
  ])('counts the activations of %s as autograd keeps them', (_, config, [full, lora, halved]) => {
    const batch = { rows: 2, tokensPerRow: 37, answerTokens: 74, rank: 16 };
    const shape = shapeOfConfig(JSON.stringify(config));
    expect(trainingMemory(shape, batch, 4).full.activationsBytes).toBe(full);
    expect(trainingMemory(shape, batch, 4).lora.activationsBytes).toBe(lora);
    expect(trainingMemory(shape, batch, 2).lora.activationsBytes).toBe(halved);
    expect(trainingMemory(shape, batch, 4).qlora.activationsBytes).toBe(halved);
  });

  it.skipIf(!existsSync(python)).each([
    ['llama in 32 bits', llama, 'fp32'],
    ['qwen2 in 16 bits', qwen2, 'bf16'],
    ['qwen3 in 16 bits', qwen3, 'bf16'],
  ])(
    'says what `plan` of the trainer says of %s (scripts/setup-trainer.sh)',
    { timeout: 240_000 },
    (_, config, precision) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'fulcrum-plan-'));
      writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
      const spec = { base: { path: '.' }, rank: 8, max_length: 41, batch_tokens: 130, precision };
      writeFileSync(path.join(folder, 'spec.json'), JSON.stringify(spec));
      const said = execFileSync(
        python,
        ['-W', 'ignore', '-m', 'fulcrum_trainer', 'plan', path.join(folder, 'spec.json')],
        {
          env: { ...process.env, PYTHONPATH: path.join(root, 'trainer') },
          encoding: 'utf8',
        },
      );
      rmSync(folder, { recursive: true });
      const events = said.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
      const planned = events.filter(({ event }) => event === 'memory');
      expect(planned.map(({ way }) => way)).toEqual(['full', 'lora', 'qlora']);
      const batch = { rows: 3, tokensPerRow: 41, answerTokens: 123, rank: 8 };
      const ours = trainingMemory(shapeOfConfig(JSON.stringify(config)), batch, precision === 'fp32' ? 4 : 2);
      for (const event of planned) {
        const { weightsBytes, gradientsBytes, optimiserBytes, activationsBytes, logitsBytes, totalBytes } =
          ours[event.way as keyof typeof ours];
        expect([weightsBytes, gradientsBytes, optimiserBytes, activationsBytes, logitsBytes]).toEqual([
          event.weights_bytes,
          event.gradients_bytes,
          event.optimiser_bytes,
          event.activations_bytes,
          event.logits_bytes,
        ]);
        expect(totalBytes).toBe(event.total_bytes - event.runtime_bytes);
      }
    },
  );
});
