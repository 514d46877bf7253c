/**
 * How far words alone tell which claims stand in passages, on the handbook: each expected answer against the passages that answer its
 * question, against those of another question, and with one number changed. `node bench/groundedness-floor.ts`. The threshold was chosen on the
 * questions of even place in the file; the figures are of the others.
 */
import { readFileSync } from 'node:fs';
import { lexicalFloor } from '../src/checks/groundedness/lexical-floor.ts';
import { indexEvidence } from '../src/checks/lexical/evidence-index.ts';
import { numbersInText } from '../src/checks/numbers-in-text.ts';
import type { Passage } from '../src/domain/passage.ts';
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

/** Those that came with a page or more, so that there is something to mistake a claim for. */
const pageOf = new Map<string, string>();
function page(document: string): string {
  const known = pageOf.get(document);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../examples/handbook/pages/${document}`, import.meta.url), 'utf8');
  pageOf.set(document, text);
  return text;
}

function passage(document: string, text: string): Passage {
  const span = { start: 0, end: text.length };
  return { chunkId: document, document, span, text, contextLine: '', headingPath: [] };
}

const quotes = ({ goldPassages }: Question) =>
  goldPassages.map(({ document, quote }) => passage(document, quote));
const pages = ({ goldPassages }: Question) =>
  [...new Set(goldPassages.map(({ document }) => document))]
    .filter((document) => document.endsWith('.md'))
    .map((document) => passage(document, page(document)));

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
  `| claim | counted supported by the gold quotes | by the whole gold pages (Markdown) |\n|---|---|---|\n${table.join('\n')}`,
);
console.log(table.join('\n'));
