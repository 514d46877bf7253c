/** An adapter trained by the trainer itself on the local model: the rung, what is kept of it, and the same answers in a fresh process. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentHash } from '../../domain/content-hash.ts';
import { listModels } from '../../models/catalogue/list-models.ts';
import { loadLlama } from '../../models/local/llama.ts';
import { LocalChatEngine } from '../../models/local/local-chat-engine.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { memoryLedger } from '../../testing/memory-ledger.ts';
import { readAdapterRecord } from '../../tuning/adapters/adapter-record.ts';
import { findTrainerEnvironment } from '../../tuning/trainers/trainer-environment.ts';
import { listAdapters, mergeAdapter } from '../adapters.ts';
import { climb } from '../climb.ts';
import { interruptible } from '../interruption.ts';
import { openWorkbench } from '../open-workbench.ts';
import type { Progress } from '../progress.ts';
import { recordedStack } from '../recorded-stack.ts';

const id = 'local/smollm2-135m';
const isPulled = (await listModels()).some((model) => model.id === id && model.pulled);
const hasTrainer = await findTrainerEnvironment().then(
  () => true,
  () => false,
);
const missing = [
  ...(isPulled ? [] : [`\`fulcrum models pull ${id}\``]),
  ...(hasTrainer ? [] : ['`fulcrum adapters setup`']),
];

/** Words that tell nothing of the label: only training can. */
const words = {
  quibble: 'amber',
  frond: 'brine',
  tallow: 'cedar',
  gusset: 'amber',
  mizzen: 'brine',
  plinth: 'cedar',
};
const line = ([word, label]: [string, string], at: number) =>
  JSON.stringify({ id: `${word} ${at}`, input: `${word} ${word}`, expected: label });

const tuning = {
  lever: 'tuning',
  rank: 4,
  dropout: 0,
  epochs: 30,
  learningRate: 0.003,
  batchTokens: 512,
  heldOutShare: 0,
  forgetting: false,
  // Six words, the very same on dev.
  audit: 'warn',
};

describe.skipIf(missing.length > 0)(
  `trained on ${id} (run ${missing.join(' and ')})`,
  { timeout: 900_000 },
  () => {
    let folder: string;
    const events: Progress[] = [];
    const open = () =>
      openWorkbench({
        where: folder,
        interruption: interruptible(),
        onProgress: (event) => events.push(event),
        now: () => new Date(),
      });
    const climbOnce = async () => {
      await using workbench = await open();
      return await climb(workbench, { only: [], resume: false });
    };

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-tuning-'));
      const all = Object.entries(words);
      await writeFile(path.join(folder, 'train.jsonl'), all.map(line).join('\n'));
      await writeFile(path.join(folder, 'dev.jsonl'), all.map((one) => line(one, 9)).join('\n'));
      await writeFile(
        path.join(folder, 'fulcrum.config.json'),
        JSON.stringify({
          name: 'tuning-test',
          cases: { train: 'train.jsonl', dev: 'dev.jsonl' },
          contract: { kind: 'label', labels: ['amber', 'brine', 'cedar'] },
          instruction: { text: 'Sort.', inputTag: 'word' },
          models: { chat: id },
          levers: ['instruction', tuning, { ...tuning, method: 'dora' }],
        }),
      );
    }, 300_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test('learns what the base cannot know, is kept with its lineage, and answers alike in a fresh process', async () => {
      const ladder = await climbOnce();
      const rung = ladder.rungs.find(({ lever }) => lever === 'tuning');
      expect(ladder.leftOut).toEqual([]);
      expect(rung?.dev.score).toEqual({ value: 1 });
      expect(rung?.why).toMatch(/^lora with the task's prompt, 6 trained on; 30 steps in \d+ s$/);
      expect(rung?.training).toMatchObject({
        ...{ method: 'lora', trainer: 'local', examples: 6, steps: 30, stopped: 'epochs' },
        gap: { trainCases: 6, trainScore: 1, devScore: 1 },
      });
      // The lever bought nothing but the machine's time.
      const { costUsd } = rung?.making ?? {};
      expect(costUsd && 'value' in costUsd ? costUsd.value : 0).toBeGreaterThan(0);
      // Merged into its base, as no adapter file holds it.
      expect(ladder.rungs.find(({ name }) => name === 'dora')?.dev.score).toEqual({ value: 1 });
      expect(events.some((event) => event.kind === 'training' && event.step === 30)).toBe(true);
      // What is kept lies with the artefacts; the folder of the run is gone.
      expect(await readdir(path.join(folder, '.fulcrum/training'))).toEqual([]);

      await using workbench = await open();
      const { spec } = recordedStack(rung as NonNullable<typeof rung>);
      const ref = spec.answerer.kind === 'chat' ? spec.answerer.model.adapter : undefined;
      const { artefacts } = workbench.stores;
      const record = readAdapterRecord(await artefacts.get(ref as NonNullable<typeof ref>));
      expect(record).toMatchObject({
        base: { id },
        data: { rows: 6, ids: expect.arrayContaining(['plinth 5']), heldOut: 0 },
        metrics: { steps: 30 },
      });
      const live = await openStack(spec, {
        models: workbench.models,
        artefacts,
        embed: async () => [],
        folder,
      });
      const { purchase } = memoryLedger();
      const context = { purchase, signal: AbortSignal.timeout(100_000), repeat: 0 };
      const prompts: (string | undefined)[] = [];
      for (const [word, label] of Object.entries(words)) {
        const input = `${word} ${word}`;
        const rendered = await live.render?.(input, context);
        const answer = await live.answer(input, context);
        expect(answer).toMatchObject({ output: label, adapterHash: ref?.hash, promptHash: rendered?.hash });
        prompts.push(answer.promptHash);
      }
      // The prompts that were trained on are those that are served.
      expect(record.data.prompts).toBe(contentHash((prompts as string[]).toSorted()));
    });

    test('is listed, and merged into its base says the same without being loaded', async () => {
      await using workbench = await open();
      const listed = (await listAdapters(workbench)).find(({ settings }) => settings.method === 'lora');
      if (listed === undefined) throw new Error('none is listed');
      expect(listed).toMatchObject({ base: { id }, data: { rows: 6 }, settings: { method: 'lora' } });
      const file = path.join(folder, 'merged.gguf');
      expect(await mergeAdapter(workbench, { adapter: listed.hash.slice(0, 8), file })).toEqual({
        kind: 'adapter',
        hash: listed.hash,
      });
      await expect(mergeAdapter(workbench, { adapter: 'zz', file })).rejects.toMatchObject({
        code: 'ADAPTER_UNKNOWN',
      });
      const loaded = await loadLlama({ gpu: false });
      const model = await loaded.llama.loadModel({ modelPath: file });
      const engine = new LocalChatEngine({ ...loaded, id, model, contextTokens: 512 });
      const { messages, continuations: labels, adapted } = listed.canary;
      const request = { messages, sharedMessages: 0, labels };
      const { logProbabilities } = await engine.scoreLabels(request, AbortSignal.timeout(60_000));
      // Weights are rounded to eight bits anew: off by a share of what the adapter moved.
      for (const [at, value] of logProbabilities.entries())
        expect(Math.abs(value - (adapted[at] ?? 0))).toBeLessThan(1);
      await engine.dispose();
      await model.dispose();
      await loaded.llama.dispose();
    });

    test('is not trained again while nothing changed', async () => {
      events.length = 0;
      const ladder = await climbOnce();
      expect(ladder.rungs.some(({ lever }) => lever === 'tuning')).toBe(true);
      expect(events.some(({ kind }) => kind === 'training')).toBe(false);
    });
  },
);
