/** A guardrail over a real model, judged by that model too; skipped where the local model is not pulled. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../domain/answer.ts';
import { listModels } from '../models/catalogue/list-models.ts';
import { climb } from './climb.ts';
import { interruptible } from './interruption.ts';
import { openWorkbench } from './open-workbench.ts';
import { recordedStack } from './recorded-stack.ts';
import { storedAttempts } from './stored-attempts.ts';
import { openTask } from './task.ts';

const model = 'local/smollm2-135m';
const isPulled = (await listModels()).some((m) => m.id === model && m.pulled);
const abstention = 'not in the rules';
const questions = ['What is the deposit?', 'What is the fee for a dog?'];

describe.skipIf(!isPulled)(`guarded answers of ${model}`, { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-guardrails-'));
    await mkdir(path.join(folder, 'pages'));
    await writeFile(
      path.join(folder, 'pages', 'rules.md'),
      '# Rules\n\nThe deposit for a bike is 40 euro.\n',
    );
    const csv = (split: string, rows: readonly string[]) =>
      ['id,input,expected', ...rows.map((q, n) => `${split}${n},"${q}","{""answer"":""40 euro""}"`)].join(
        '\n',
      );
    await writeFile(path.join(folder, 'dev.csv'), csv('d', questions));
    await writeFile(path.join(folder, 'train.csv'), csv('t', ['Is there a deposit?']));
    const properties = {
      answer: { type: 'string', maxLength: 40 },
      source: { type: 'string', maxLength: 10 },
    };
    await writeFile(
      path.join(folder, 'fulcrum.config.json'),
      JSON.stringify({
        cases: { train: 'train.csv', dev: 'dev.csv' },
        contract: {
          kind: 'json',
          schema: {
            type: 'object',
            properties,
            required: ['answer', 'source'],
            additionalProperties: false,
          },
        },
        models: { chat: model },
        maxOutputTokens: 80,
        knowledge: { documents: 'pages', abstention },
        levers: ['stuffed-knowledge', { lever: 'guardrails', action: 'retry', judge: 'chat' }],
      }),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('are given or withheld as the record of each says, with every call among theirs', async () => {
    await using workbench = await openWorkbench({
      where: folder,
      interruption: interruptible(),
      onProgress: () => {},
      now: () => new Date(),
    });
    const { rungs, leftOut } = await climb(workbench, { only: [], resume: false });
    expect(leftOut).toEqual([]);
    const { cases } = await openTask(workbench);
    const parts = { ...workbench.stores, caseSetHash: cases.hash };
    const [plain = [], guarded = []] = await Promise.all(
      rungs.map(async (rung) => {
        const answers: Answer[] = [];
        for await (const { attempt } of storedAttempts(recordedStack(rung), { split: 'dev' }, parts))
          if (attempt?.outcome.kind === 'answered') answers.push(attempt.outcome.answer);
        return answers;
      }),
    );
    expect(plain).toHaveLength(2);
    const records = guarded.flatMap(({ guardrails }) => guardrails?.groundedness ?? []);
    expect(records).toHaveLength(2);
    for (const [at, { outcome, unsupported }] of records.entries()) {
      const [before, after] = [plain[at], guarded[at]];
      // The judge was asked, or the model once more.
      expect(after?.callIds.length).toBeGreaterThan(before?.callIds.length ?? 0);
      expect(after?.usage?.inputTokens).toBeGreaterThan(before?.usage?.inputTokens ?? 0);
      expect([outcome === 'passed', outcome === 'abstained']).toEqual([
        unsupported.length === 0,
        after?.output === JSON.stringify({ answer: abstention, source: null }),
      ]);
      const said = unsupported[0]?.output ?? after?.output;
      expect(said).toBe(before?.output);
    }
    const counted = rungs[1]?.dev.guardrails?.groundedness;
    const times = (wanted: string) => records.filter(({ outcome }) => outcome === wanted).length;
    expect(counted).toEqual({
      answers: 2,
      flagged: 0,
      passed: times('passed'),
      retried: times('retried'),
      abstained: times('abstained'),
    });
  });
});
