/**
 * Importing a folder of documents with the local embedding model, all that the command line does, against that model alone on the same
 * texts, and importing an unchanged folder again. `node bench/import-speed.ts [chunks] [rounds]` writes its part of docs/benchmarks.md.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Corpus } from '../src/domain/ports/corpus-store.ts';
import type { ModelRef } from '../src/domain/stack.ts';
import type { EmbedTexts } from '../src/knowledge/sync/storing-pipeline.ts';
import { syncCorpus } from '../src/knowledge/sync/sync-corpus.ts';
import type { SyncReport } from '../src/knowledge/sync/sync-report.ts';
import { wordVector } from '../src/knowledge/testing/counting-embedder.ts';
import { memoryCorpus } from '../src/knowledge/testing/memory-corpus.ts';
import { bootstrapMean } from '../src/measure/stats/bootstrap.ts';
import { catalogueEntry } from '../src/models/catalogue/catalogue.ts';
import { modelFolder } from '../src/models/catalogue/model-folder.ts';
import { loadLlama } from '../src/models/local/llama.ts';
import { LocalEmbeddingEngine } from '../src/models/local/local-embedding-engine.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { livingClaims } from '../src/store/embedded/database-lock.ts';
import type { Stores } from '../src/store/open-stores.ts';
import { embedCached } from '../src/workbench/embed-cached.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { type BenchDatabase, openBenchDatabase } from './harness/bench-database.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { median } from './harness/print-table.ts';
import { retrievalSets } from './harness/retrieval-sets.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [chunks = 10_000, rounds = 5] = process.argv.slice(2).map(Number);
const model: ModelRef = { id: 'local/minilm-l6-v2' };
const settings = { chunking: { maxTokens: 128 } };
const [unchangedFiles, agains] = [1_000, 5];
const targets = { ratio: 1.3, againSeconds: 2 };
const signal = new AbortController().signal;

/** About so many chunks, of which ten passages make a page. */
const chunksPerPage = 20;
const home = mkdtempSync(join(tmpdir(), 'fulcrum-import-'));
const passages = retrievalSets().flatMap((set) => set.passages.map(({ text }) => text));

interface Folder {
  readonly root: string;
  /** What of it is embedded. */
  readonly texts: readonly string[];
}

interface Spent {
  readonly seconds: number;
  /** Of all processes that took part: what the load of a shared machine changes least. */
  readonly cpuSeconds: number;
}

interface Round {
  readonly whole: Spent;
  readonly bare: Spent;
  readonly chunks: number;
  readonly tokens: number;
}

try {
  const perRound = Math.ceil(chunks / rounds / chunksPerPage);
  const folders: Folder[] = [];
  for (let n = 0; n < rounds; n++) folders.push(await writeFolder(`round ${n}`, n * perRound, perRound, 10));
  await using bench = await openBenchDatabase('embedded');
  const timed = await againstBareEngine(bench, folders);
  const again = await unchanged(bench.stores, await writeFolder('unchanged', 0, unchangedFiles, 1));
  report(timed, again);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Markdown pages of passages of the public sets, each under a heading; `from` is the number of the first page. */
async function writeFolder(
  name: string,
  from: number,
  pages: number,
  passagesPerPage: number,
): Promise<Folder> {
  const root = join(home, name);
  mkdirSync(root);
  for (let page = from; page < from + pages; page++) {
    const parts = Array.from({ length: passagesPerPage }, (_, n) => {
      const place = page * passagesPerPage + n;
      // The headings tell a passage that comes again apart, so that nothing is embedded twice.
      return `## Part ${place}\n\n${passages[place % passages.length]}\n`;
    });
    writeFileSync(join(root, `${page}.md`), `# Page ${page}\n\n${parts.join('\n')}`);
  }
  const texts: string[] = [];
  const corpus = memoryCorpus({ ...settings, embedding: model.id });
  await sync(root, corpus, async (given) => {
    texts.push(...given);
    return { vectors: given.map(wordVector), embedded: given.length };
  });
  return { root, texts };
}

function sync(root: string, corpus: Corpus, embed: EmbedTexts): Promise<SyncReport> {
  return syncCorpus({ source: { root }, corpus, countTokens: (text) => countTokens(text), embed });
}

/** `database`: process of the embedded server. */
async function spentOn(database: number, work: () => Promise<unknown>): Promise<Spent> {
  const cpuSeconds = () => cpuSecondsOf(process.pid) + cpuSecondsOf(database);
  const before = cpuSeconds();
  const seconds = await secondsOf(work);
  return { seconds, cpuSeconds: cpuSeconds() - before };
}

/** Of a process and of its children that have ended. Linux, whose clock ticks a hundred times a second. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

async function againstBareEngine(
  { stores, stateFolder }: BenchDatabase,
  folders: readonly Folder[],
): Promise<Round[]> {
  await using models = openModelSource();
  const [entry, loaded] = [catalogueEntry(model.id), await loadLlama()];
  if (entry === undefined) throw new Error(`${model.id} is not in the catalogue`);
  const modelPath = join(modelFolder(), entry.file);
  const weights = await loaded.llama.loadModel({ modelPath });
  const { maxInputTokens } = entry;
  const engine = new LocalEmbeddingEngine({ ...loaded, model: weights, modelPath, maxInputTokens });
  const runId = 'import-speed';
  await stores.ledger.openBudget(runId, undefined);
  const onProgress = () => {};
  const embed = embedCached({
    models,
    cache: stores.embeddings,
    ledger: stores.ledger,
    runId,
    interruption: interruptible(),
    onProgress,
  });
  // Both have loaded their weights before the clock runs.
  await embed(model, ['warm']);
  await engine.embed(['warm'], signal);
  const timed: Round[] = [];
  for (const [n, { root, texts }] of folders.entries()) {
    const corpus = await stores.corpora.open(`round ${n}`, { ...settings, embedding: model.id });
    // Opening a corpus may have started the server anew.
    const server = livingClaims(stateFolder)[0]?.process.pid ?? 0;
    let tokens = 0;
    const spendBare = () =>
      spentOn(server, async () => {
        tokens = (await engine.embed(texts, signal)).inputTokens;
      });
    const spendWhole = () =>
      spentOn(server, () =>
        sync(root, corpus, async (given) => ({ vectors: await embed(model, given), embedded: given.length })),
      );
    const isBareFirst = n % 2 === 0;
    const first = isBareFirst ? await spendBare() : await spendWhole();
    const second = isBareFirst ? await spendWhole() : await spendBare();
    const [bare, whole] = isBareFirst ? [first, second] : [second, first];
    timed.push({ whole, bare, chunks: texts.length, tokens });
    console.log(`round ${n + 1}: import ${shown(whole)}, engine alone ${shown(bare)}`);
  }
  await engine.dispose();
  return timed;
}

/** Seconds of each sync after the first. */
async function unchanged(stores: Stores, { root }: Folder): Promise<number[]> {
  const corpus = await stores.corpora.open('unchanged', { ...settings, embedding: model.id });
  const embed: EmbedTexts = async (texts) => ({ vectors: texts.map(wordVector), embedded: texts.length });
  await sync(root, corpus, embed);
  const seconds: number[] = [];
  for (let n = 0; n < agains; n++)
    seconds.push(
      await secondsOf(async () => {
        const { unchanged: kept } = await sync(root, corpus, embed);
        if (kept !== unchangedFiles) throw new Error(`${kept} files are unchanged`);
      }),
    );
  return seconds;
}

function shown({ seconds, cpuSeconds }: Spent): string {
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU)`;
}

function report(timed: readonly Round[], again: readonly number[]): void {
  const sum = (of: (round: Round) => number) => timed.reduce((total, round) => total + of(round), 0);
  const ratioOf = (of: (spent: Spent) => number) => {
    const logs = timed.map(({ whole, bare }) => Math.log(of(whole) / of(bare)));
    const { estimate = Number.NaN, interval } = bootstrapMean(logs, { seed: 'import-speed' });
    const range = interval && ` (${Math.exp(interval.low).toFixed(2)}–${Math.exp(interval.high).toFixed(2)})`;
    return { ratio: Math.exp(estimate), text: `${Math.exp(estimate).toFixed(2)}${range ?? ''}` };
  };
  const [wall, cpu] = [ratioOf(({ seconds }) => seconds), ratioOf(({ cpuSeconds }) => cpuSeconds)];
  const verdict = (isMet: boolean) => (isMet ? 'met' : '**missed**');
  const tokens = sum((round) => round.tokens);
  const row = (name: string, of: (round: Round) => Spent) => {
    const [seconds, cpuSeconds] = [sum((round) => of(round).seconds), sum((round) => of(round).cpuSeconds)];
    const rated = (spent: number) => `${spent.toFixed(1)} (${(tokens / spent).toFixed(0)})`;
    return [name, rated(seconds), rated(cpuSeconds)];
  };
  const markdown = [
    '## Importing documents',
    '',
    `\`node bench/import-speed.ts ${chunks} ${rounds}\`: Markdown pages, parsed, cut (at most ${settings.chunking.maxTokens} tokens), embedded by ${model.id} through cache and ledger, and`,
    `stored on the embedded engine, against the embedding engine alone on the same texts, ${rounds} rounds in turns. Ratio: geometric mean with`,
    `BCa 95 % interval. ${machineNote()}.`,
    '',
    table(
      [
        `${sum((round) => round.chunks)} chunks, ${tokens} tokens of the model`,
        'seconds (tokens a second)',
        'seconds of CPU, all processes',
      ],
      [
        row('import', ({ whole }) => whole),
        row('embedding engine alone', ({ bare }) => bare),
        [
          `ratio, target ≤ ${targets.ratio}`,
          `${wall.text}, ${verdict(wall.ratio <= targets.ratio)}`,
          `${cpu.text}, ${verdict(cpu.ratio <= targets.ratio)}`,
        ],
        [
          `unchanged folder of ${unchangedFiles} files again, ${agains} times: median (slowest)`,
          `${median(again).toFixed(2)} (${Math.max(...again).toFixed(2)})`,
          `target ≤ ${targets.againSeconds}, ${verdict(median(again) <= targets.againSeconds)}`,
        ],
      ],
    ),
    ...(chunks < 10_000
      ? [
          '',
          'Fewer chunks than the 10,000 of the target, which take longer than a quarter of an hour on this machine: what is done once a folder, such as',
          'starting the parsing process, weighs more here.',
        ]
      : []),
  ].join('\n');
  console.log(markdown);
  writeBenchmark('import-speed', markdown);
}
