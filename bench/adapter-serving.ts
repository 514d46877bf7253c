/**
 * Adapters as they are served: that one is what was trained (PEFT against the engine, both on weights that are not quantised), how long it
 * takes to go from one to another, what decoding costs, and that a thousand requests in any order get what each gets alone.
 * `node bench/adapter-serving.ts [folder to keep the adapters in] [requests, default 1000]` writes its part of docs/benchmarks.md. Needs the
 * trainer's environment, the local model and ../shared/data/banking77, of which it reads the training file alone.
 */
import { mkdtempSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LlamaModel } from 'node-llama-cpp';
import { wilson } from '../src/measure/stats/index.ts';
import { createRandom } from '../src/measure/stats/random.ts';
import { catalogueEntry } from '../src/models/catalogue/catalogue.ts';
import { readGgufHeader, writeGguf } from '../src/models/catalogue/gguf/gguf.ts';
import { expand, isQuantised, tensorBytes, tensorType } from '../src/models/catalogue/gguf/quantise.ts';
import { modelFolder } from '../src/models/catalogue/model-folder.ts';
import { loadLlama } from '../src/models/local/llama.ts';
import { LocalChatEngine } from '../src/models/local/local-chat-engine.ts';
import { logProbabilities } from '../src/models/local/log-probabilities.ts';
import { localTrainer } from '../src/tuning/trainers/local-trainer.ts';
import { banking77Rows, requireBanking77 } from './harness/banking77.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { quantile, timed } from './harness/timing.ts';
import { type AdapterOnDisk, answerOf, promptOf, trainedAdapter } from './harness/trained-adapters.ts';
import { writeBenchmark } from './write-benchmark.ts';

requireBanking77();
const [folder = mkdtempSync(path.join(tmpdir(), 'fulcrum-adapters-')), requests = '1000'] =
  process.argv.slice(2);
const id = 'local/smollm2-135m';
const rowsPerAdapter = 200;
const promptCount = 50;
const switches = 60;
const decodes = 20;
const decodedTokens = 64;
const signal = new AbortController().signal;
const random = createRandom(5).next;

const modelPath = path.join(modelFolder(), catalogueEntry(id)?.file ?? '');
const loaded = await loadLlama({ gpu: false });
const model = await loaded.llama.loadModel({ modelPath });
const engineOf = (adapterFile?: string, of: LlamaModel = model) =>
  new LocalChatEngine({
    ...loaded,
    id,
    model: of,
    contextTokens: 512,
    ...(adapterFile !== undefined && { adapterFile }),
  });
const base = engineOf();
const all = await banking77Rows('train.csv', 'adapter-serving');
const trained: AdapterOnDisk[] = [];
for (const seed of [0, 1, 2]) {
  const rows = all.slice(seed * rowsPerAdapter, (seed + 1) * rowsPerAdapter);
  const from = { id, file: modelPath, tokenise: base.tokenise.bind(base) };
  trained.push(await trainedAdapter(from, rows, seed, path.join(folder, `adapter-${seed}`)));
  console.log(`adapter ${seed} is there`);
}
const unseen = all.slice(3 * rowsPerAdapter);

const fidelity = await measureFidelity();
const switching = await measureSwitching();
const decoding = await measureDecoding();
const interleaved = await measureInterleaved(Number(requests));
const markdown = [
  '## Adapters as they are served',
  '',
  `\`node bench/adapter-serving.ts\`: three adapters on ${id} (LoRA, rank 16, all linear layers), each trained on ${rowsPerAdapter} rows of Banking77's training file; prompts of`,
  `other rows of it. ${machineNote()}.`,
  '',
  table(['what', 'found', 'target'], [...fidelity, ...switching, ...decoding, ...interleaved]),
].join('\n');
console.log(markdown);
writeBenchmark('adapter-serving', markdown);
await base.dispose();
await model.dispose();
await loaded.llama.dispose();

/** First tokens of answers: PEFT on the weights as they were read out of the file, the engine on the same weights in 32 bits, and as it serves. */
async function measureFidelity(): Promise<string[][]> {
  const wide = path.join(folder, 'base-f32.gguf');
  await writeWide(modelPath, wide);
  const wideModel = await loaded.llama.loadModel({ modelPath: wide });
  const [adapter] = trained;
  const rows = unseen.slice(0, promptCount).map((row, at) => ({
    id: `${at}`,
    prompt: base.tokenise(promptOf(row.text), answerOf(row)).prompt,
  }));
  const never = { soft: signal, hard: signal };
  const read = await localTrainer().logits({ folder: adapter?.folder ?? '' }, rows, {
    signal: never,
    top: 20,
  });
  const peft = new Map(read.map((one) => [one.id, one.adapter?.top ?? []]));
  const found: string[][] = [];
  for (const [name, weights] of [
    ['32-bit base', wideModel],
    ['Q8_0 base, as served', model],
  ] as const) {
    let equal = 0;
    let equalTop = 0;
    const drifts: number[] = [];
    await using context = await weights.createContext({
      contextSize: 512,
      flashAttention: false,
      threads: loaded.threads,
      lora: adapter?.ggufFile ?? '',
    });
    const sequence = context.getSequence();
    for (const row of rows) {
      await sequence.clearHistory();
      const top = peft.get(row.id) ?? [];
      const last = row.prompt.length - 1;
      const wanted = top.map((one) => one.token as never);
      const probabilities = await logProbabilities(sequence, row.prompt as never, new Map([[last, wanted]]));
      const ours = [...(probabilities.get(last) ?? [])].sort((a, b) => b[1] - a[1]);
      if (ours[0]?.[0] === top[0]?.token) equal++;
      const known = new Map<number, number>(ours as [never, number][]);
      if (top.every((one) => known.has(one.token))) equalTop++;
      for (const one of top)
        drifts.push(Math.abs((known.get(one.token) ?? Number.NaN) - one.log_probability));
    }
    if (equalTop < rows.length) throw new Error('the engine did not give all that was asked for');
    const { low = 0, high = 1 } = wilson(equal, rows.length) ?? {};
    found.push([
      `fidelity, ${name}: first token as PEFT`,
      `${equal} of ${rows.length} (${percent(low)}–${percent(high)})`,
      name.startsWith('32') ? '≥ 98 %' : '–',
    ]);
    found.push([
      `… log-probabilities of the 20 likeliest: median and largest drift, nats`,
      `${quantile(drifts, 0.5).toFixed(4)}, ${Math.max(...drifts).toFixed(3)}`,
      'stated',
    ]);
  }
  await wideModel.dispose();
  return found;
}

/** A request of one token to another adapter than the last one's, whose context is there; or to one whose context has to be made. */
async function measureSwitching(): Promise<string[][]> {
  const resident = trained.map(({ ggufFile }) => engineOf(ggufFile));
  const ask = (engine: LocalChatEngine, at: number) =>
    engine.generate({ messages: promptOf(unseen[at]?.text ?? ''), maxOutputTokens: 1 }, signal);
  for (const engine of resident) await ask(engine, 0);
  const [there, rebuilt]: [number[], number[]] = [[], []];
  for (let n = 0; n < switches; n++) {
    const which = n % resident.length;
    // The same prompt as the last one's, so that it is the switch that costs.
    const again = await timed(() => ask(resident[which] as LocalChatEngine, 0));
    there.push(again.ms);
    if (n % 4 > 0) continue;
    const made = await timed(async () => {
      const engine = engineOf(trained[which]?.ggufFile);
      await ask(engine, 0);
      return engine;
    });
    rebuilt.push(made.ms);
    await made.result.dispose();
  }
  for (const engine of resident) await engine.dispose();
  const [a, b] = [quantile(there, 0.5), quantile(rebuilt, 0.5)];
  return [
    [
      'switch to a resident adapter, then one token of a prompt it knows: median, ms',
      `${a.toFixed(1)} (n = ${there.length}); context rebuilt: ${b.toFixed(1)} (n = ${rebuilt.length}); ${(b / a).toFixed(1)} times`,
      '≥ 20 times',
    ],
  ];
}

async function measureDecoding(): Promise<string[][]> {
  const adapted = engineOf(trained[0]?.ggufFile);
  const speeds: Record<'base' | 'adapted', number[]> = { base: [], adapted: [] };
  const messages = [{ role: 'user' as const, content: 'Tell a long story about a bank that lost its keys.' }];
  // Without an end in sight: what is decoded is not looked at.
  const speedOf = async (engine: LocalChatEngine) => {
    await engine.generate({ messages, maxOutputTokens: 1 }, signal);
    const { outputTokens, busyMs } = await engine.generate(
      { messages, maxOutputTokens: decodedTokens, temperature: 1.5, seed: 3 },
      signal,
    );
    return (outputTokens / busyMs) * 1000;
  };
  for (let n = 0; n < decodes; n++)
    for (const [name, engine] of n % 2 === 0
      ? ([
          ['base', base],
          ['adapted', adapted],
        ] as const)
      : ([
          ['adapted', adapted],
          ['base', base],
        ] as const))
      speeds[name].push(await speedOf(engine));
  await adapted.dispose();
  const ratios = speeds.adapted.map((speed, n) => speed / (speeds.base[n] as number));
  return [
    [
      'decoding with an adapter, tokens a second: median; of the base',
      `${quantile(speeds.adapted, 0.5).toFixed(1)}, ${quantile(speeds.base, 0.5).toFixed(1)}; ${quantile(ratios, 0.5).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
      '≥ 0.85',
    ],
  ];
}

/** Greedy answers of the base and the adapters, in random order on engines that keep their prefixes, against each on an engine of its own that was asked nothing before. */
async function measureInterleaved(count: number): Promise<string[][]> {
  const files = [undefined, ...trained.map(({ ggufFile }) => ggufFile)];
  const texts = unseen.slice(promptCount, promptCount + 60).map(({ text }) => text);
  const ask = async (engine: LocalChatEngine, text: string) => {
    const { text: answer, cachedInputTokens } = await engine.generate(
      { messages: promptOf(text), maxOutputTokens: 12 },
      signal,
    );
    return { answer, cachedInputTokens };
  };
  const alone = new Map<string, string>();
  for (const [which, file] of files.entries())
    for (const text of texts) {
      const engine = engineOf(file);
      alone.set(`${which} ${text}`, (await ask(engine, text)).answer);
      await engine.dispose();
    }
  console.log(`${alone.size} answered alone`);
  const engines = files.map((file) => engineOf(file));
  let [same, cached] = [0, 0];
  for (let n = 0; n < count; n++) {
    const which = Math.floor(random() * engines.length);
    const text = texts[Math.floor(random() * texts.length)] as string;
    const { answer, cachedInputTokens } = await ask(engines[which] as LocalChatEngine, text);
    cached += cachedInputTokens > 0 ? 1 : 0;
    if (answer === alone.get(`${which} ${text}`)) same++;
    else console.log(`differs: ${which} ${JSON.stringify([answer, alone.get(`${which} ${text}`), text])}`);
  }
  for (const engine of engines) await engine.dispose();
  const differing = texts.filter((text) => alone.get(`0 ${text}`) !== alone.get(`1 ${text}`)).length;
  return [
    [
      `${count} greedy requests to base and three adapters in random order: answered as alone and cold`,
      `${same} (a prefix was shared in ${cached}; base and first adapter answer ${differing} of ${texts.length} prompts differently)`,
      'all; one at a time, the engine does not batch',
    ],
  ];
}

/** The same weights in 32 bits. */
async function writeWide(from: string, to: string): Promise<void> {
  await using file = await open(from);
  const head = await file.read(Buffer.alloc(16_000_000), 0, 16_000_000, 0);
  const { entries, tensors, dataStart } = readGgufHeader(head.buffer);
  const wide = tensors.map(({ offset, ...tensor }) => {
    const bytes = tensorBytes(
      tensor.type,
      tensor.shape.reduce((a, b) => a * b, 1),
    );
    const data = async () => {
      const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, dataStart + offset);
      if (!isQuantised(tensor.type)) return buffer;
      return new Uint8Array(expand(tensor.type, buffer).buffer);
    };
    return { ...tensor, type: tensorType.f32, data };
  });
  await writeGguf(to, entries, wide);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
