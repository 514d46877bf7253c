/**
 * Label scoring against grammar-constrained generation of the same labels with the same model and prompts: every method answers every case,
 * in turns, each time after another prompt with the same shared prefix. Tasks: the tickets of `examples/triage` after fixed examples, and,
 * where `../shared/data` has it, Banking77 with its 77 intents after the eight nearest of 770 training rows. Needs both local models.
 *
 * node bench/label-scoring.ts [cases, default 30]
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parse } from 'csv-parse/sync';
import type { Message } from '../src/domain/case.ts';
import { bootstrapMean } from '../src/measure/stats/bootstrap.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { memoryLedger } from '../src/testing/memory-ledger.ts';

interface Row {
  readonly text: string;
  readonly label: string;
}

interface Task {
  readonly name: string;
  readonly labels: readonly string[];
  readonly cases: readonly Row[];
  /** The examples to show before a case. */
  readonly examples: (text: string) => Promise<readonly Row[]>;
}

interface Answered {
  readonly label: string | undefined;
  readonly ms: number;
  /** Label tokens that were evaluated or written. */
  readonly tokens: number;
}

const count = Number(process.argv[2] ?? 30);
await using source = openModelSource();
const model = await source.chat({ id: 'local/smollm2-135m' });
const embedding = await source.embedding({ id: 'local/minilm-l6-v2' });
const context = () => ({ purchase: memoryLedger().purchase, signal: new AbortController().signal });
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

function rowsOf(file: URL, text: string, label: string): Row[] {
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.map((row) => ({ text: row[text] ?? '', label: row[label] ?? '' }));
}

function triage(): Task {
  const rows = rowsOf(new URL('../examples/triage/tickets.csv', import.meta.url), 'text', 'queue').filter(
    (row) => row.text.length < 300,
  );
  const labels = [...new Set(rows.map((row) => row.label))].sort();
  const shown = labels.flatMap((l) => rows.find((row) => row.label === l && row.text.length < 140) ?? []);
  const cases = rows.filter((row) => !shown.includes(row));
  return { name: 'triage, fixed examples', labels, cases, examples: async () => shown };
}

async function banking77(): Promise<Task | undefined> {
  const folder = new URL('../../shared/data/banking77/', import.meta.url);
  if (!existsSync(folder)) return undefined;
  const train = rowsOf(new URL('train.csv', folder), 'text', 'category');
  const labels = [...new Set(train.map((row) => row.label))].sort();
  const pool = labels.flatMap((l) => train.filter((row) => row.label === l).slice(0, 10));
  const vectors = (
    await embedding.embed(
      pool.map((row) => row.text),
      context(),
    )
  ).vectors;
  const every = rowsOf(new URL('test.csv', folder), 'text', 'category');
  return {
    name: 'Banking77, eight nearest examples',
    labels,
    cases: every.filter((_, i) => i % 13 === 0),
    async examples(text) {
      const [query = new Float32Array()] = (await embedding.embed([text], context())).vectors;
      const near = pool.map((row, i) => ({
        row,
        cosine: query.reduce((sum, x, d) => sum + x * (vectors[i]?.[d] ?? 0), 0),
      }));
      // The nearest stands last, next to the case.
      return near
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 8)
        .reverse()
        .map(({ row }) => row);
    },
  };
}

async function run({ name, labels, cases, examples }: Task): Promise<void> {
  const system: Message = { role: 'system', content: 'Name the category of the message.' };
  const prompt = async (text = '') => {
    const shown = (await examples(text)).flatMap((row): Message[] => [
      { role: 'user', content: row.text },
      { role: 'assistant', content: row.label },
    ]);
    const messages = [system, ...shown, { role: 'user' as const, content: text }];
    return { messages, sharedMessages: messages.length - 1 };
  };
  type Prompt = Awaited<ReturnType<typeof prompt>>;
  const score =
    (negligibleShare: number) =>
    async (given: Prompt): Promise<Answered> => {
      const scored = await model.scoreLabels?.({ ...given, labels, negligibleShare }, context());
      const { logProbabilities = [], latencyMs = Number.NaN, usage } = scored ?? {};
      const label = labels[logProbabilities.indexOf(Math.max(...logProbabilities))];
      return { label, ms: latencyMs, tokens: usage?.outputTokens ?? 0 };
    };
  const methods: Readonly<Record<string, (given: Prompt) => Promise<Answered>>> = {
    'every label exact': score(0),
    'labels that cannot win bounded': score(1),
    async 'grammar-constrained generation'(given) {
      const output = { kind: 'choice', choices: labels } as const;
      const reply = await model.generate({ ...given, maxOutputTokens: 32, output }, context());
      return { label: reply.text, ms: reply.latencyMs, tokens: reply.usage?.outputTokens ?? 0 };
    },
  };
  const names = Object.keys(methods);
  const given = await Promise.all(cases.slice(0, count + 1).map(async ({ text }) => await prompt(text)));
  const [first, ...rest] = given;
  for (const method of Object.values(methods)) await method(first as Prompt);

  const answered = new Map(names.map((method) => [method, [] as Answered[]]));
  for (const [n, one] of rest.entries()) {
    const turn = n % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      // Each method finds the shared prefix in the cache and nothing else of the case.
      await methods['grammar-constrained generation']?.(first as Prompt);
      answered.get(name)?.push((await methods[name]?.(one)) as Answered);
    }
  }
  const load = loadavg()[0]?.toFixed(1);
  console.log(`\n${name}: ${labels.length} labels, ${count} cases, load ${load}`);
  const generated = (answered.get('grammar-constrained generation') ?? []).map((a) => a.ms);
  for (const [method, answers] of answered) {
    const ms = answers.map((a) => a.ms);
    const logs = ms.map((own, i) => Math.log((generated[i] as number) / own));
    const { estimate = 0, interval } = bootstrapMean(logs, { seed: 'label scoring' });
    const times = [estimate, interval?.low ?? 0, interval?.high ?? 0].map((x) => Math.exp(x).toFixed(2));
    const right = answers.filter((a, i) => a.label === cases[i + 1]?.label).length;
    console.log(
      `  ${method}: ${(1000 / mean(ms)).toFixed(2)} cases/s (median ${median(ms).toFixed(0)} ms); ` +
        `${times[0]} (${times[1]} to ${times[2]}) times as fast as generation; ` +
        `${mean(answers.map((a) => a.tokens)).toFixed(1)} label tokens; ${right} right`,
    );
  }
}

await run(triage());
const intents = await banking77();
if (intents) await run(intents);
else console.log('\nBanking77 skipped: there is no ../shared/data/banking77');
