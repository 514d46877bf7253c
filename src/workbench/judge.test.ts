/** A judge that is a real model, and the grades people gave the same answers; skipped where the local model is not pulled. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ladder } from '../domain/ladder.ts';
import { listModels } from '../models/catalogue/list-models.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { climb } from './climb.ts';
import { interruptible } from './interruption.ts';
import { openWorkbench, type Workbench } from './open-workbench.ts';
import { rescore } from './rescore.ts';

const model = 'local/smollm2-135m';
const isPulled = (await listModels()).some((m) => m.id === model && m.pulled);

/** Question, right answer, the answer of today, and what a person gave it. */
const rows = [
  ['When do you open?', 'At nine.', 'We open at nine.', 1],
  ['When do you close?', 'At six.', 'Bananas are yellow.', 0],
  ['Do you ship to Norway?', 'Yes, in five days.', 'Yes, it takes five days.', 1],
  ['Can I pay by card?', 'Yes.', 'No idea.', 0],
  ['Is there parking?', 'Behind the house.', 'There is parking behind the house.', 1],
  ['Where are you?', 'In Lund.', '', 0],
] as const;

describe.skipIf(!isPulled)(`judged by ${model}`, { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-judge-'));
    const quoted = (text: string) => `"${text}"`;
    await writeFile(
      path.join(folder, 'dev.csv'),
      [
        'id,input,expected,human_score',
        ...rows.map(([q, right, , human], n) => `c${n},${quoted(q)},${quoted(right)},${human}`),
      ].join('\n'),
    );
    await writeFile(path.join(folder, 'train.csv'), 'id,input,expected\nt1,"Who are you?","A shop."\n');
    await writeFile(
      path.join(folder, 'today.csv'),
      ['id,output', ...rows.map(([, , today], n) => `c${n},${quoted(today)}`)].join('\n'),
    );
    const judge = {
      model: { id: model },
      rubric: 'The answer says the same as the reference.',
      scale: { min: 0, max: 1 },
      maxOutputTokens: 60,
    };
    await writeFile(
      path.join(folder, 'fulcrum.config.json'),
      JSON.stringify({
        cases: { train: 'train.csv', dev: 'dev.csv' },
        contract: { kind: 'text' },
        levers: [],
        external: [{ name: 'today', recorded: 'today.csv' }],
        scorers: [{ kind: 'judge', name: 'same meaning', settings: judge }],
      }),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function open(work: (workbench: Workbench) => Promise<Ladder>): Promise<Ladder> {
    await using workbench = await openWorkbench({
      where: folder,
      interruption: interruptible(),
      onProgress: () => {},
      now: () => new Date(),
    });
    return await work(workbench);
  }

  test('its grades are compared with those of people, and rescoring asks it nothing again', async () => {
    const ladder = await open((workbench) => climb(workbench, { only: [], resume: false }));
    const [judged] = ladder.judges;
    // The empty answer is graded without asking.
    expect(ladder.spending.settledCalls).toBe(rows.length - 1);
    expect((judged?.n ?? 0) + (judged?.unscored ?? 0)).toBe(rows.length);
    expect(judged?.n).toBeGreaterThan(0);
    expect(judged?.warnings.join()).toContain('at least 50 say something');
    expect(ladder.warnings.join()).toContain('same meaning: only');
    expect(renderMarkdown(ladder)).toContain('same meaning against people');
    const again = await open((workbench) => rescore(workbench, 'latest'));
    expect(again.judges).toEqual(ladder.judges);
    expect(again.spending.settledCalls).toBe(0);
  });
});
