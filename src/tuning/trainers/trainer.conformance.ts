/** What every trainer has to do, on a tiny model that is really trained. Knows no trainer. */
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { environment, needsTrainer, tinyBase, tinyRows, tinyRun, writeRows } from './testing/tiny-run.ts';
import type { Trainer, TrainingOptions } from './trainer.ts';
import type { TrainingEvent } from './training-event.ts';

/** Never stopped. */
export function unstopped(): TrainingOptions {
  return { signal: { soft: new AbortController().signal, hard: new AbortController().signal } };
}

/** `make` is called anew for each call, as for each start of the program. What it trains in one place it does not know of in another. */
export function trainerConformance(name: string, make: (place?: 'elsewhere') => Promise<Trainer>): void {
  describe.skipIf(environment === undefined)(`${name}${needsTrainer}`, { timeout: 900_000 }, () => {
    let base: string;
    beforeAll(async () => {
      base = await tinyBase();
    }, 300_000);

    const train = async (folder: string, onEvent: (event: TrainingEvent) => void = () => {}) =>
      (await make()).train({ folder }, { ...unstopped(), onEvent });

    test('trains, tells of it in order, and leaves an adapter that is whole, and is that of no other spec', async () => {
      const folder = await tinyRun(base);
      await writeRows(folder, 'canary.jsonl', tinyRows(3, 2000));
      const events: TrainingEvent[] = [];
      const trained = await train(folder, (event) => events.push(event));
      const named = <N extends TrainingEvent['event']>(event: N) =>
        events.filter((one): one is Extract<TrainingEvent, { event: N }> => one.event === event);
      const steps = named('step');
      expect(steps.map(({ step }) => step)).toEqual(steps.map((_, at) => at + 1));
      expect(steps.at(-1)?.loss).toBeLessThan(steps[0]?.loss ?? 0);
      const weights = await readFile(path.join(trained.folder, 'adapter_model.safetensors'));
      const sha256 = createHash('sha256').update(weights).digest('hex');
      expect(path.dirname(trained.folder)).toBe(folder);
      expect(trained.manifest.files['adapter_model.safetensors'].sha256).toBe(sha256);
      expect(named('done').at(-1)?.sha256).toBe(sha256);
      expect(trained.metrics).toMatchObject({ steps: steps.length, settings: { rank: 4, alpha: 8 } });
      expect(trained.manifest.base_sha256).toBe(named('base')[0]?.sha256);
      expect((await stat(path.join(folder, 'prompts.jsonl'))).size).toBeGreaterThan(0);
      // The canary: each row is likelier than before.
      expect(trained.canary.map(({ id }) => id).sort()).toEqual(['row-2000', 'row-2001', 'row-2002']);
      for (const { base, adapted } of trained.canary) expect(adapted).toBeGreaterThan(base);

      const again: TrainingEvent[] = [];
      const same = await train(folder, (event) => again.push(event));
      expect(same).toEqual(trained);

      const file = path.join(folder, 'spec.json');
      const spec = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify({ ...spec, rank: 8 }));
      const other = await train(folder).then(
        ({ manifest }) => manifest.files['adapter_model.safetensors'].sha256,
        (error: { code: string }) => error.code,
      );
      // Refused, or trained apart: never what was trained before.
      expect(other).not.toBe(sha256);
    });

    test('a pause keeps the step it came to, and the same call goes on to the same bytes', async () => {
      const settings = { epochs: 60, patience: 100, checkpoint_interval_steps: 1000 };
      const elsewhere = await make('elsewhere');
      const whole = await elsewhere.train({ folder: await tinyRun(base, settings) }, unstopped());
      const folder = await tinyRun(base, settings);
      const soft = new AbortController();
      const reason = new Error('pause');
      let last = 0;
      const paused = (await make()).train(
        { folder },
        {
          signal: { soft: soft.signal, hard: new AbortController().signal },
          onEvent(event) {
            if (event.event === 'step') last = event.step;
            if (last === 3) soft.abort(reason);
          },
        },
      );
      await expect(paused).rejects.toBe(reason);
      const resumed: number[] = [];
      const trained = await train(folder, (event) => {
        if (event.event === 'resumed') resumed.push(event.step);
      });
      expect(resumed.at(-1)).toBe(last);
      expect(last).toBeLessThan(whole.metrics.steps);
      expect(trained.manifest.files).toEqual(whole.manifest.files);
    });

    test('a hard stop leaves no adapter, and the same call starts over or goes on', async () => {
      const folder = await tinyRun(base, { epochs: 60, patience: 100 });
      const hard = new AbortController();
      const reason = new Error('twice');
      const stopped = (await make()).train(
        { folder },
        {
          signal: { soft: new AbortController().signal, hard: hard.signal },
          onEvent: ({ event }) => event === 'step' && hard.abort(reason),
        },
      );
      await expect(stopped).rejects.toBe(reason);
      await expect(stat(path.join(folder, 'adapter'))).rejects.toThrow('ENOENT');
      expect((await train(folder)).metrics.stopped).toBe('epochs');
    });

    test('what is wrong is told by its code', async () => {
      const refused = { code: 'TRAINING_REFUSED', message: expect.stringContaining('rank is -1') };
      await expect(train(await tinyRun(base, { rank: -1 }))).rejects.toMatchObject(refused);
      const other = { path: base, name: 'tiny', sha256: '0'.repeat(64) };
      const changed = { code: 'TRAINING_BASE_CHANGED', message: expect.stringContaining('0'.repeat(64)) };
      await expect(train(await tinyRun(base, { base: other }))).rejects.toMatchObject(changed);
      const elsewhere = { base: { path: '/nowhere/model.gguf' } };
      await expect(train(await tinyRun(base, elsewhere))).rejects.toMatchObject({ code: 'TRAINING_REFUSED' });
      const qlora = train(await tinyRun(base, { method: 'qlora' }));
      await expect(qlora).rejects.toMatchObject({ code: 'TRAINING_NEEDS_CUDA' });
    });

    test('reads of a plan, of losses and of first tokens agree', async () => {
      const folder = await tinyRun(base, { epochs: 1 });
      const trainer = await make();
      const plan = await trainer.plan({ folder }, unstopped());
      expect(plan.settings.find(({ name }) => name === 'rank')).toMatchObject({ value: 4, source: 'spec' });
      expect(plan.memory.map(({ way }) => way)).toContain('lora');
      expect(plan.time.steps).toBeGreaterThan(0);
      await trainer.train({ folder }, unstopped());
      // One token of an answer each: its loss is what its log-probability says.
      const rows = tinyRows(4, 3000).map((row) => ({ ...row, completion: 'x' }));
      const losses = await trainer.evaluate({ folder }, rows, unstopped());
      const tokens = await trainer.logits({ folder }, rows, { ...unstopped(), top: 3 });
      expect(losses.total.rows).toBe(4);
      for (const { id, base: before, adapter, prompt_sha256 } of tokens) {
        const loss = losses.rows.find((row) => row.id === id)?.loss;
        expect(before.completion?.log_probability).toBeCloseTo(-(loss?.base ?? 0), 4);
        expect(adapter?.completion?.log_probability).toBeCloseTo(-(loss?.adapter ?? 0), 4);
        expect(adapter?.top).toHaveLength(3);
        const prompt = String(rows.find((row) => row.id === id)?.prompt);
        expect(prompt_sha256).toBe(createHash('sha256').update(prompt).digest('hex'));
      }
    });
  });
}
