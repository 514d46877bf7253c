/**
 * How far words alone tell which claims stand in passages, on the handbook: each expected answer against the passages that answer its
 * question, against those of another question, and with one number changed. `node bench/groundedness-floor.ts`. The threshold was chosen on the
 * questions of even place in the file; the figures are of the others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { lexicalFloor } from '../src/checks/groundedness/lexical-floor.ts';
import { indexEvidence } from '../src/checks/lexical/evidence-index.ts';
import { numbersInText } from '../src/checks/numbers-in-text.ts';
import type { Passage } from '../src/domain/passage.ts';
import { chunkDocument, parseFiles } from '../src/knowledge/index.ts';
import { wilson } from '../src/measure/stats/wilson.ts';
import { writeBenchmark } from './write-benchmark.ts';

interface Question {
  readonly expected: { readonly answer: string };
  readonly goldPassages: readonly { readonly document: string; readonly quote: string }[];
}

const questions = readFileSync(new URL('../examples/handbook/questions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Question => JSON.parse(line))
  .filter(({ goldPassages }) => goldPassages.length > 0)
  .filter((_, place) => place % 2 === 1);

const documents = new Map<string, readonly Passage[]>();
const names = [...new Set(questions.flatMap((q) => q.goldPassages.map(({ document }) => document)))];
const pagesFolder = fileURLToPath(new URL('../examples/handbook/pages/', import.meta.url));
for await (const file of parseFiles(names.map((name) => ({ name, path: join(pagesFolder, name) })))) {
  if ('problem' in file) throw new Error(`${file.name} ${file.problem}`);
  const chunks = chunkDocument(file.document, {}, countTokens);
  documents.set(
    file.name,
    chunks.map((chunk) => ({ ...chunk, chunkId: `${file.name}:${chunk.index}`, document: file.name })),
  );
}

const quotes = ({ goldPassages }: Question): Passage[] =>
  goldPassages.map(({ document, quote: text }, i) => ({
    chunkId: `${i}`,
    document,
    span: { start: 0, end: text.length },
    text,
    contextLine: '',
    headingPath: [],
  }));
const pages = ({ goldPassages }: Question): Passage[] =>
  [...new Set(goldPassages.map(({ document }) => document))].flatMap((name) => documents.get(name) ?? []);

/** With its first number one greater; `undefined` where it has none. */
function changed(answer: string): string | undefined {
  const [number] = numbersInText(answer);
  if (number === undefined) return undefined;
  return `${answer.slice(0, number.start)}${number.value + 1}${answer.slice(number.end)}`;
}

function share(
  claims: readonly (readonly [claim: string | undefined, evidence: readonly Passage[]])[],
): string {
  const judged = claims.filter(([claim, evidence]) => claim !== undefined && evidence.length > 0);
  const covered = judged.filter(
    ([claim, evidence]) => lexicalFloor(claim ?? '', indexEvidence(evidence)).kind === 'covered',
  ).length;
  const { low, high } = wilson(covered, judged.length) ?? { low: 0, high: 1 };
  const percent = (value: number) => (100 * value).toFixed(1);
  return `${percent(covered / judged.length)} % (${percent(low)}–${percent(high)}), ${covered} of ${judged.length}`;
}

const other = (i: number) => questions[(i + 37) % questions.length] as Question;
const rows = [
  ['the expected answer', (q: Question) => q.expected.answer],
  ['the answer to another question', (_: Question, i: number) => other(i).expected.answer],
  ['the expected answer with a number changed', (q: Question) => changed(q.expected.answer)],
] as const;

const table = rows.map(([name, claim]) => {
  const against = (evidence: (q: Question) => Passage[]) =>
    share(questions.map((q, i) => [claim(q, i), evidence(q)] as const));
  return `| ${name} | ${against(quotes)} | ${against(pages)} |`;
});

writeBenchmark(
  'groundedness-floor',
  `| claim | counted supported by the gold quotes | by all passages of the gold pages |\n|---|---|---|\n${table.join('\n')}`,
);
console.log(table.join('\n'));
