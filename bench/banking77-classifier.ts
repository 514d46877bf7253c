/**
 * The rungs that need no LLM on Banking77, through the product's own levers, stacks and embedding engine: accuracy on the full test set.
 * `node bench/banking77-classifier.ts [file for the vectors]`. Nothing is chosen on the test set; needs `fulcrum models pull
 * local/minilm-l6-v2` and the data in ../shared/data/banking77, and says so where one is missing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { OutputContract } from '../src/domain/stack.ts';
import type { Lever, TaskSettings } from '../src/levers/lever.ts';
import { findLever } from '../src/levers/registry.ts';
import { expectedCalibrationError } from '../src/measure/stats/calibration.ts';
import { createRandom } from '../src/measure/stats/random.ts';
import { wilson } from '../src/measure/stats/wilson.ts';
import type { ModelSource } from '../src/models/model-source.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { openStack } from '../src/stacks/open-stack.ts';
import { fakeBench } from '../src/testing/fake-bench.ts';
import { memoryLedger } from '../src/testing/memory-ledger.ts';

interface Row {
  readonly text: string;
  readonly category: string;
}

const folder = path.resolve(import.meta.dirname, '../../shared/data/banking77');
const embeddingModel = { id: 'local/minilm-l6-v2' };
const signal = new AbortController().signal;
const seeds = ['1', '2', '3', '4', '5'];

if (!existsSync(folder)) {
  console.log(`skipped: there is no ${path.relative(process.cwd(), folder)}`);
} else {
  await main(read('train'), read('test'));
}

async function main(train: readonly Row[], test: readonly Row[]): Promise<void> {
  await using source = openModelSource();
  const labels = [...new Set(train.map((r) => r.category))].sort();
  const names = labels.map((l) => l.replaceAll('_', ' '));
  const vectors = await vectorsOf(
    [...train.map((r) => r.text), ...test.map((r) => r.text), ...names],
    source,
  );
  const task: TaskSettings = {
    folder,
    contract: { kind: 'label', labels },
    scoresLabels: false,
    embeddingModel,
    maxOutputTokens: 16,
  };
  const sets = [
    ...seeds.map((seed) => ({ name: `10 rows per intent, seed ${seed}`, rows: tenPerIntent(train, seed) })),
    ...seeds.slice(0, 3).map((seed) => ({
      name: `1,200 random rows, seed ${seed}`,
      rows: createRandom(seed).shuffle(train).slice(0, 1200),
    })),
    { name: 'all 10,003 rows', rows: train },
  ];
  console.log(`${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}; test set of ${test.length} rows\n`);
  console.log(
    '| trained on | rung | accuracy [95 % Wilson] | ECE | propose, s | log |\n|---|---|---|---|---|---|',
  );
  for (const { name, rows } of sets) {
    for (const lever of ['majority', 'naive-bayes', 'nearest-neighbour', 'classifier']) {
      const found = findLever(lever);
      if (found === undefined) throw new Error(`there is no lever ${lever}`);
      await measure(name, found, task, rows, test, vectors);
    }
  }
}

async function measure(
  name: string,
  lever: Lever,
  task: TaskSettings,
  rows: readonly Row[],
  test: readonly Row[],
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const vectorOf = (text: string) => vectors.get(text) as Float32Array;
  const bench = fakeBench({
    contract: task.contract as OutputContract,
    train: rows.map((r, i) => ({ id: String(i), input: r.text, label: r.category })),
    embed: async (_model, texts) => texts.map(vectorOf),
  });
  const started = performance.now();
  const [candidate] = await lever.propose(task, lever.settings.parse({}), [], bench);
  const seconds = (performance.now() - started) / 1000;
  if (candidate === undefined) throw new Error(`${lever.name} proposed nothing`);
  const models: ModelSource = {
    chat: () => Promise.reject(new Error('no chat model')),
    reranking: () => Promise.reject(new Error('no reranking model')),
    embedding: async ({ id }) => ({
      id,
      dimensions: 384,
      batchSize: 1,
      atMost: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
      embed: async (texts) => ({ vectors: texts.map(vectorOf), callIds: [], latencyMs: 0 }),
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  const embed = async () => [];
  const stack = await openStack(candidate.stack, { models, artefacts: bench.artefacts, embed, folder });
  const { purchase } = memoryLedger();
  const outcomes: boolean[] = [];
  const highest: number[] = [];
  for (const row of test) {
    const answer = await stack.answer(row.text, { purchase, signal, repeat: 0 });
    outcomes.push(answer.output === row.category);
    if (answer.labelProbabilities) {
      highest.push(Math.min(1, Math.max(...Object.values(answer.labelProbabilities))));
    }
  }
  const right = outcomes.filter(Boolean).length;
  const interval = wilson(right, test.length);
  const percent = (x = 0) => (100 * x).toFixed(1);
  const ece = highest.length === 0 ? '–' : expectedCalibrationError(highest, outcomes)?.toFixed(3);
  console.log(
    `| ${name} | ${candidate.name} | ${percent(right / test.length)} % [${percent(interval?.low)}, ${percent(interval?.high)}] ` +
      `| ${ece} | ${seconds.toFixed(1)} | ${candidate.why} |`,
  );
}

/** By the product's own engine, kept in the file named on the command line so that a second run starts at once. */
async function vectorsOf(
  texts: readonly string[],
  source: ModelSource,
): Promise<ReadonlyMap<string, Float32Array>> {
  const file = process.argv[2];
  const dimensions = 384;
  if (file === undefined || !existsSync(file)) {
    const started = performance.now();
    const model = await source.embedding(embeddingModel);
    const { purchase } = memoryLedger();
    const all = new Float32Array(texts.length * dimensions);
    for (let i = 0; i < texts.length; i += model.batchSize) {
      const { vectors } = await model.embed(texts.slice(i, i + model.batchSize), { purchase, signal });
      vectors.forEach((v, j) => {
        all.set(v, (i + j) * dimensions);
      });
    }
    const seconds = (performance.now() - started) / 1000;
    console.log(`${texts.length} texts embedded in ${seconds.toFixed(0)} s`);
    if (file === undefined) return keyed(texts, all, dimensions);
    writeFileSync(file, all);
  }
  const bytes = readFileSync(file);
  return keyed(
    texts,
    new Float32Array(bytes.buffer, bytes.byteOffset, texts.length * dimensions),
    dimensions,
  );
}

function keyed(texts: readonly string[], all: Float32Array, dimensions: number) {
  return new Map(texts.map((text, i) => [text, all.subarray(i * dimensions, (i + 1) * dimensions)]));
}

function tenPerIntent(rows: readonly Row[], seed: string): Row[] {
  const taken = new Map<string, number>();
  return createRandom(seed)
    .shuffle(rows)
    .filter(({ category }) => {
      const count = (taken.get(category) ?? 0) + 1;
      taken.set(category, count);
      return count <= 10;
    });
}

function read(split: 'train' | 'test'): Row[] {
  return parse(readFileSync(path.join(folder, `${split}.csv`)), { columns: true });
}
