/** Adapters on the real local model: each request gets the one it names, whatever was asked before it. Skipped where it is not pulled. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServableAdapter } from '../../models/adapter-source.ts';
import { catalogueEntry } from '../../models/catalogue/catalogue.ts';
import { listModels } from '../../models/catalogue/list-models.ts';
import type { ChatModel } from '../../models/chat-model.ts';
import { loadLlama } from '../../models/local/llama.ts';
import { LocalChatEngine } from '../../models/local/local-chat-engine.ts';
import { openModelSource } from '../../models/open-model-source.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { madeAdapter } from '../testing/made-adapter.ts';
import { baseShape } from './base-shape.ts';
import { loraToGguf } from './lora-to-gguf.ts';

const id = 'local/smollm2-135m';
const listed = (await listModels()).find((model) => model.id === id);
const digest = catalogueEntry(id)?.sha256 ?? '';
const question = (content: string) => ({
  messages: [
    { role: 'system' as const, content: 'You sort letters to a bank.' },
    { role: 'user' as const, content },
  ],
  sharedMessages: 1,
  labels: ['billing', 'refund', 'delivery'],
});
const canary = question('Where is my parcel?');
const made = { still: 0, mild: 0.1, strong: 0.2 } as const;
type Name = keyof typeof made;

describe.skipIf(!listed?.pulled)(`adapters (run \`fulcrum models pull ${id}\`)`, { timeout: 240_000 }, () => {
  let folder: string;
  const adapters = new Map<string, ServableAdapter>();
  const openSource = () =>
    openModelSource({
      local: { gpu: false, adapters: { open: async ({ hash }) => adapters.get(hash) as ServableAdapter } },
    });
  const ref = (hash: string) => ({ id, adapter: { kind: 'adapter', hash } });
  const context = () => ({ purchase: memoryLedger().purchase, signal: AbortSignal.timeout(200_000) });
  const scores = async (model: ChatModel, content: string) =>
    (await model.scoreLabels?.(question(content), context()))?.logProbabilities;

  /** Each on an engine of its own, that nothing else was asked of. */
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-local-adapters-'));
    const modelPath = listed?.path ?? '';
    await using file = await open(modelPath);
    const { buffer } = await file.read(Buffer.alloc(4_000_000), 0, 4_000_000, 0);
    const shape = baseShape(buffer);
    expect(shape).toEqual({ architecture: 'llama', layers: 30, heads: 9, keyValueHeads: 3 });
    const loaded = await loadLlama({ gpu: false });
    const model = await loaded.llama.loadModel({ modelPath });
    const options = { ...loaded, id, model, contextTokens: 1024 };
    const alone = async (adapterFile?: string) => {
      const engine = new LocalChatEngine({ ...options, ...(adapterFile !== undefined && { adapterFile }) });
      const { logProbabilities } = await engine.scoreLabels(canary, context().signal);
      await engine.dispose();
      return logProbabilities;
    };
    const base = await alone();
    for (const [name, strength] of Object.entries(made)) {
      const ggufFile = path.join(folder, `${name}.gguf`);
      await loraToGguf(madeAdapter({ layers: 30, width: 576, hidden: 1536 }, 7, strength), shape, ggufFile);
      const { messages, labels: continuations } = canary;
      const recorded = { messages, continuations, base, adapted: await alone(ggufFile) };
      adapters.set(name, { hash: name, base: { id, digest }, ggufFile, canary: recorded });
    }
    await model.dispose();
    await loaded.llama.dispose();
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('answer each as alone, whatever was asked in between', async () => {
    await using source = openSource();
    const names: Name[] = ['mild', 'strong'];
    const models = [
      await source.chat({ id }),
      ...(await Promise.all(names.map((name) => source.chat(ref(name))))),
    ];
    expect(models.map(({ adapterHash }) => adapterHash)).toEqual([undefined, 'mild', 'strong']);
    const expected = [
      adapters.get('mild')?.canary.base,
      ...names.map((name) => adapters.get(name)?.canary.adapted),
    ];
    const parcel = canary.messages[1]?.content ?? '';
    for (const content of [parcel, 'I was charged twice.', parcel])
      for (const [at, model] of models.entries()) {
        const found = (await scores(model, content)) ?? [];
        if (content !== parcel) continue;
        for (const [i, value] of found.entries())
          expect(value).toBeCloseTo(expected[at]?.[i] ?? Number.NaN, 3);
      }
    expect(Math.abs((expected[0]?.[0] ?? 0) - (expected[1]?.[0] ?? 0))).toBeGreaterThan(0.05);
  });

  test('are refused where they say what their base says, or what another says, or were made for other weights', async () => {
    await using source = openSource();
    await expect(source.chat(ref('still'))).rejects.toMatchObject({ code: 'ADAPTER_NOT_SHOWN' });
    const [mild, strong] = ['mild', 'strong'].map((name) => adapters.get(name) as ServableAdapter);
    adapters.set('swapped', { ...(mild as ServableAdapter), canary: (strong as ServableAdapter).canary });
    await expect(source.chat(ref('swapped'))).rejects.toMatchObject({ code: 'ADAPTER_NOT_SHOWN' });
    adapters.set('foreign', { ...(mild as ServableAdapter), base: { id: 'local/other', digest: 'ff' } });
    await expect(source.chat(ref('foreign'))).rejects.toMatchObject({ code: 'ADAPTER_OF_ANOTHER_BASE' });
  });
});
