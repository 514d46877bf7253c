/**
 * The Banking77 ladder on a local 135M model: reference lines, classifier, zero-shot, random and retrieved few-shot on the same test rows,
 * with a pool of ten rows per intent. Public test rows, so the looks are logged as a benchmark and nothing is chosen here.
 *
 * node bench/banking77-ladder.ts [rows, default 500] [folder to keep the state in]
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { appendLooks } from '../src/cases/seal/sealed-set-log.ts';
import { contentHash } from '../src/domain/content-hash.ts';
import { renderMarkdown } from '../src/report/markdown.ts';
import { renderTerminal } from '../src/report/terminal.ts';
import { climb } from '../src/workbench/climb.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { openWorkbench } from '../src/workbench/open-workbench.ts';

const data = path.resolve(import.meta.dirname, '../../shared/data/banking77');
const rowsOfTest = Number(process.argv[2] ?? 500);
const rowsPerIntent = 10;

interface Row {
  readonly text: string;
  readonly category: string;
}

async function rows(file: string): Promise<Row[]> {
  return parse(await readFile(path.join(data, file)), { columns: true }) as Row[];
}

/** In an order that depends on the texts alone. */
function shuffled(all: readonly Row[], seed: string): Row[] {
  return all
    .map((row) => ({ row, key: contentHash([seed, row.text]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

function perIntent(all: readonly Row[]): Row[] {
  const taken = new Map<string, number>();
  return all.filter(({ category }) => {
    const n = taken.get(category) ?? 0;
    taken.set(category, n + 1);
    return n < rowsPerIntent;
  });
}

const csv = (all: readonly Row[]) =>
  ['text,category', ...all.map((r) => `"${r.text.replaceAll('"', '""')}",${r.category}`)].join('\n');

if (!existsSync(data)) {
  console.log('skipped: there is no ../shared/data/banking77');
  process.exit(0);
}

const folder = process.argv[3] ?? path.join(tmpdir(), `fulcrum-banking77-${rowsOfTest}`);
await mkdir(folder, { recursive: true });
const test = shuffled(await rows('test.csv'), 'test').slice(0, rowsOfTest);
await writeFile(path.join(folder, 'train.csv'), csv(perIntent(shuffled(await rows('train.csv'), 'train'))));
await writeFile(path.join(folder, 'test.csv'), csv(test));
const few = (by: string) => ({ lever: 'retrieved-few-shot', k: 8, by });
await writeFile(
  path.join(folder, 'fulcrum.config.json'),
  JSON.stringify({
    name: 'banking77',
    // Nothing is chosen on these rows, so they may stand where the ladder reads every rung.
    cases: { train: 'train.csv', dev: 'test.csv', map: { input: 'text', expected: 'category' } },
    contract: { kind: 'label' },
    instruction: {
      text: 'Name the intent of the message that a customer sent to the bank.',
      inputTag: 'message',
    },
    models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
    levers: ['majority', 'naive-bayes', 'classifier', 'instruction', few('random'), few('embedding')],
    reference: 'random few-shot (8)',
  }),
);
const startedAt = performance.now();
await using workbench = await openWorkbench({
  where: folder,
  interruption: interruptible(),
  onProgress: (event) => event.kind === 'rung' && console.log(`${event.name}: ${event.line}`),
  now: () => new Date(),
});
const ladder = await climb(workbench, { only: [], resume: false });
await appendLooks(folder, {
  sealedHash: contentHash(test),
  batch: ladder.id,
  at: new Date(),
  benchmark: true,
  stacks: ladder.rungs.map((r) => ({ stackHash: r.stackHash, rung: r.name })),
});
await writeFile(path.join(folder, 'report.md'), renderMarkdown(ladder));
console.log(renderTerminal(ladder, { width: 120, colour: false }));
console.log(
  `load average ${ladder.machine.loadAverage}, ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`,
);
