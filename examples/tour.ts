/**
 * The whole story in one script, without a model or a network: cases in, a ladder of three stacks measured on them, the finalists read on
 * the sealed set, a decision. Run it with `node examples/tour.ts`.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderMarkdown } from '../src/report/markdown.ts';
import { check } from '../src/workbench/check.ts';
import { climb } from '../src/workbench/climb.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { openWorkbench } from '../src/workbench/open-workbench.ts';
import { rescore } from '../src/workbench/rescore.ts';

/** Returns the report, so that a test can hold the tour to what it says. */
export async function tour(say: (text: string) => void): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-tour-'));
  try {
    // 1. A task is a folder: cases, what a right answer is, and the levers to pull.
    await copyFile(path.join(import.meta.dirname, 'triage/tickets.csv'), path.join(folder, 'tickets.csv'));
    await writeFile(path.join(folder, 'rules.ts'), handWrittenRules);
    await writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify(task));

    await using workbench = await openWorkbench({
      where: folder,
      interruption: interruptible(),
      onProgress: (event) => event.kind === 'rung' && say(`${event.name}: ${event.line}`),
      now: () => new Date(),
    });

    // 2. Are the cases fit to judge by?
    const { findings, cases } = await check(workbench);
    say(`${cases.train} train, ${cases.dev} dev, ${cases.sealed} sealed cases; ${findings.length} findings`);

    // 3. Climb: every rung on the same dev cases, the finalists once on the sealed ones.
    const ladder = await climb(workbench, { only: [], resume: false });
    say(ladder.decision.headline);

    // 4. Change your mind about what matters and judge the stored answers anew; nothing is bought or run.
    const stricter = await rescore(workbench, ladder.id);
    say(`judged again: ${stricter.decision.headline}`);
    return renderMarkdown(ladder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const task = {
  name: 'tour',
  cases: {
    file: 'tickets.csv',
    map: { input: 'text', expected: 'queue' },
    split: { dev: 130, sealed: 380, seed: 7 },
  },
  external: [{ name: 'hand-written rules', function: 'rules.ts#route', costUsdPerAnswer: 0 }],
  levers: ['majority', 'naive-bayes'],
};

/** What a team might run today. */
const handWrittenRules = `
const words = [['stolen', 'claims'], ['invoice', 'accounts'], ['battery', 'battery'], ['app', 'app'], ['cancel', 'retention'], ['delivery', 'dispatch']];
export const route = (input) => words.find(([word]) => input.toLowerCase().includes(word))?.[1] ?? 'workshop';
`;

if (import.meta.main) console.log(`\n${await tour(console.log)}`);
