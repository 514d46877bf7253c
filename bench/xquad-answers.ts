/**
 * Answers with their source on XQuAD by the local 135M model: closed book, with passages found, and with the right passage given. Through the
 * product's own climb: its stacks, its scorers, its intervals. A public set, so the looks are logged as a benchmark and nothing is chosen here.
 *
 * node bench/xquad-answers.ts [questions, default 300] [folder to keep the state in]
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendLooks } from '../src/cases/seal/sealed-set-log.ts';
import { contentHash } from '../src/domain/content-hash.ts';
import type { Known } from '../src/domain/ladder.ts';
import { climb } from '../src/workbench/climb.ts';
import { interruptible } from '../src/workbench/interruption.ts';
import { openWorkbench } from '../src/workbench/open-workbench.ts';
import { writeBenchmark } from './write-benchmark.ts';

const data = path.resolve(import.meta.dirname, '../../shared/data/xquad_rag');
if (!existsSync(data)) {
  console.log('skipped: there is no ../shared/data/xquad_rag');
  process.exit(0);
}
const wanted = Number(process.argv[2] ?? 300);

interface Passage {
  readonly _id: string;
  readonly title: string;
  readonly text: string;
}

interface Question {
  readonly _id: string;
  readonly text: string;
  readonly answers: readonly string[];
  readonly answer_start: number;
}

const lines = (file: string) => readFileSync(path.join(data, file), 'utf8').trim().split('\n');
const passages = new Map(
  lines('corpus.jsonl').map((line) => [JSON.parse(line)._id, JSON.parse(line) as Passage]),
);
const goldOf = new Map(
  lines('qrels.tsv')
    .slice(1)
    .map((line) => line.split('\t') as [string, string]),
);
/** In an order that depends on the texts alone. */
const drawn = lines('queries.jsonl')
  .map((line) => JSON.parse(line) as Question)
  .map((question) => ({ question, key: contentHash(['xquad', question.text]) }))
  .sort((a, b) => (a.key < b.key ? -1 : 1))
  .map(({ question }) => question);

function asCase({ _id, text, answers, answer_start: at }: Question): string {
  const passage = passages.get(goldOf.get(_id) ?? '') as Passage;
  const source = `${passage._id}.md`;
  const from = passage.text.lastIndexOf('. ', at) + 1;
  const to = passage.text.indexOf('. ', at + (answers[0]?.length ?? 0));
  const quote = passage.text.slice(from, to < 0 ? undefined : to + 1).trim();
  return JSON.stringify({
    id: _id,
    group: passage._id,
    input: text,
    expected: { answer: answers[0], source },
    goldDocuments: [source],
    goldPassages: [{ document: source, quote }],
  });
}

const folder = process.argv[3] ?? path.join(tmpdir(), `fulcrum-xquad-${wanted}`);
await mkdir(path.join(folder, 'pages'), { recursive: true });
for (const { _id, title, text } of passages.values())
  await writeFile(path.join(folder, 'pages', `${_id}.md`), `# ${title}\n\n${text}\n`);
await writeFile(path.join(folder, 'dev.jsonl'), drawn.slice(0, wanted).map(asCase).join('\n'));
// A climb wants cases to learn from; no rung of this one does.
await writeFile(path.join(folder, 'train.jsonl'), drawn.slice(-20).map(asCase).join('\n'));
const fields = {
  answer: { answer: { scorer: 'token-f1' } },
  source: { source: { scorer: 'exact-match' } },
};
const fieldScores = (name: string, of: object) => ({ kind: 'field-scores', name, settings: { fields: of } });
await writeFile(
  path.join(folder, 'fulcrum.config.json'),
  JSON.stringify({
    name: 'xquad',
    cases: { train: 'train.jsonl', dev: 'dev.jsonl' },
    contract: {
      kind: 'json',
      schema: {
        type: 'object',
        properties: {
          answer: { type: 'string', maxLength: 60 },
          source: { type: ['string', 'null'], maxLength: 10 },
        },
        required: ['answer', 'source'],
        additionalProperties: false,
      },
    },
    instruction: { text: 'Answer the question in at most five words.', inputTag: 'question' },
    models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
    maxOutputTokens: 80,
    knowledge: { documents: 'pages', abstention: 'not in the passages' },
    levers: [
      'instruction',
      // Passages whole; of those found the first fits, mostly with a second. Fused as untold, since nothing may be chosen on these questions.
      { lever: 'retrieval', k: 5, maxTokens: 300, chunkTokens: 600, fusion: { vectorWeight: 0.5 } },
      { lever: 'oracle-passages', chunkTokens: 600 },
    ],
    scorers: [
      fieldScores('answer', fields.answer),
      fieldScores('source', fields.source),
      fieldScores('answer and source', { ...fields.answer, ...fields.source }),
      'context-recall',
    ],
    reference: 'instruction',
  }),
);
const startedAt = performance.now();
await using workbench = await openWorkbench({
  where: folder,
  interruption: interruptible(),
  onProgress(event) {
    if (event.kind === 'rung') console.log(`${event.name}: ${event.line}`);
    if (event.kind === 'answered' && event.done % 20 === 0) console.log(`${event.done} of ${event.total}`);
  },
  now: () => new Date(),
});
const ladder = await climb(workbench, { only: [], resume: false });
await appendLooks(folder, {
  sealedHash: contentHash(drawn.slice(0, wanted)),
  batch: ladder.id,
  at: new Date(),
  benchmark: true,
  stacks: ladder.rungs.map((r) => ({ stackHash: r.stackHash, rung: r.name })),
});
const percent = (value: number) => (100 * value).toFixed(1);
const between = (interval: { readonly low: number; readonly high: number } | undefined, write = percent) =>
  interval === undefined ? '' : ` (${write(interval.low)}–${write(interval.high)})`;
const shown = (figure: Known<number> | undefined, write: (value: number) => string) =>
  figure === undefined || 'unknown' in figure ? '?' : write(figure.value);
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
const rows = ladder.rungs.map(({ name, dev, devComparison: gain }) => {
  const other = (scorer: string) =>
    shown(dev.otherScores.find((score) => score.scorer === scorer)?.mean, percent);
  const latency = 'value' in dev.latency ? `${Math.round(dev.latency.value.p50Ms)} ms` : '?';
  const difference =
    gain?.intervalPoints === undefined
      ? 'reference'
      : `${signed(gain.differencePoints)} (${signed(gain.intervalPoints.low)} to ${signed(gain.intervalPoints.high)})`;
  return `| ${name} | ${shown(dev.score, percent)}${between(dev.scoreInterval)} | ${difference} | ${other('source')} | ${other('answer and source')} | ${dev.failed} | ${shown(dev.promptTokensMean, (n) => n.toFixed(0))} | ${latency} |`;
});
const searched = ladder.rungs.find(({ retrieval }) => retrieval !== undefined)?.retrieval;
const search = searched?.searches.map(({ name, metrics }) => {
  const figure = (wanted: string) => {
    const found = metrics.find(({ metric }) => metric === wanted);
    return found?.mean === undefined ? '–' : `${percent(found.mean)}${between(found.interval)}`;
  };
  return `| ${name} | ${['hit@1', 'hit@5', 'recall@10', 'ndcg@10', 'mrr'].map(figure).join(' | ')} |`;
});
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(0);
writeBenchmark(
  'xquad-answers',
  [
    '## XQuAD, answers with their source',
    '',
    `\`node bench/xquad-answers.ts ${wanted}\`: the public set (240 passages), ${ladder.caseSet.dev} of its 1,190 questions drawn by a hash of their text, reply contract`,
    '`{"answer", "source"}`, SmolLM2-135M Q8_0 and MiniLM. Nothing was chosen on these questions; passages of 300 tokens at most stand in the prompt.',
    `Token F1 of \`answer\` (clustered by passage), exact \`source\`; a reply that was cut off counts as wrong`,
    `in the first two columns, and is left out of \`source\` and of the mean of both. Load average ${ladder.machine.loadAverage.toFixed(1)}, ${minutes} minutes`,
    'without what was kept of earlier runs.',
    '',
    '| rung | answer, F1 % | against closed book, points | source, % | both, mean % | cut off | prompt tokens | p50 |',
    '|---|---|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    '| search alone, % | hit@1 | hit@5 | recall@10 | nDCG@10 | MRR |',
    '|---|---|---|---|---|---|',
    ...(search ?? []),
  ].join('\n'),
);
console.log(rows.join('\n'), `\n${minutes} minutes`);
