/** What the trainer leaves in a run folder, written without training: the same files in the same form, of weights that are none. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

/** As the trainer writes it: JSON indented by one, its own hash last. */
export async function finishedRun(): Promise<string> {
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
  await writeFile(path.join(folder, 'prompts.jsonl'), '');
  return folder;
}
