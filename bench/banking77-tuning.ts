/**
 * 500 labelled messages of Banking77 and a local model of 135M: an adapter trained, converted and served, beside zero-shot, retrieved
 * few-shot and the classifier on the same rows. Public test rows, so the looks are logged as a benchmark and nothing is chosen here.
 *
 * node bench/banking77-tuning.ts [training rows, default 500] [test rows, default 500] [seeds, default 1] [folder to keep the state in]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { banking77Rows, requireBanking77, writeBanking77Task } from './harness/banking77.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { climbBenchmark } from './harness/climb-benchmark.ts';
import { writeBenchmark } from './write-benchmark.ts';

requireBanking77();
const [trainCount = 500, readCount = 500, seedCount = 1] = process.argv.slice(2, 5).map(Number);
const folder = process.argv[5] ?? mkdtempSync(path.join(tmpdir(), 'fulcrum-banking77-tuning-'));
const all = await banking77Rows('train.csv', 'train');
const train = all.slice(0, trainCount);
const read = (await banking77Rows('test.csv', 'test')).slice(0, readCount);
await writeBanking77Task(
  folder,
  { train, read },
  {
    name: 'banking77-tuning',
    // Of 500 rows not every intent has one.
    contract: { kind: 'label', labels: [...new Set(all.map(({ category }) => category))].sort() },
    levers: [
      'majority',
      'naive-bayes',
      'classifier',
      'instruction',
      { lever: 'retrieved-few-shot', k: 8, by: 'embedding' },
      { lever: 'tuning', seeds: Array.from({ length: seedCount }, (_, seed) => seed) },
    ],
    reference: 'instruction',
  },
);
const { rungs } = await climbBenchmark(folder, read);

const percent = (share: number) => (share * 100).toFixed(1);
const rows = rungs.map(({ name, dev, why }) => {
  const { score, scoreInterval: interval, latency } = dev;
  const within = interval ? ` (${percent(interval.low)}–${percent(interval.high)})` : '';
  const p50 = 'value' in latency ? `${Math.round(latency.value.p50Ms)} ms` : '–';
  return [name, 'value' in score ? `${percent(score.value)}${within}` : '–', p50, why];
});
const markdown = [
  '## 500 messages, an adapter',
  '',
  `\`node bench/banking77-tuning.ts ${trainCount} ${readCount} ${seedCount}\`: ${trainCount} rows of train, ${readCount} of test, local/smollm2-135m. ${machineNote()}.`,
  'Target: trained, converted and served within 15 minutes.',
  '',
  table(['rung', 'accuracy, % (95 %)', 'p50', 'how it was made'], rows),
].join('\n');
console.log(markdown);
writeBenchmark('banking77-tuning', markdown);
