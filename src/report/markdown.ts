/** A ladder as GitHub-flavoured Markdown for a pull request: decision first, tables, a few lost cases folded away. */
import type { Comparison, Flip, Known, Ladder, Reading, Rung } from '../domain/ladder.ts';
import { cut, leftOutNote } from './cut.ts';
import { markdownBlock, markdownCode, markdownProse } from './escape-markdown.ts';
import { Footnotes } from './footnotes.ts';
import { count } from './format/count.ts';
import { milliseconds } from './format/milliseconds.ts';
import { percent } from './format/percent.ts';
import { points } from './format/points.ts';
import { range } from './format/range.ts';
import { usd } from './format/usd.ts';
import { guardrailLines } from './guardrail-lines.ts';
import { judgeLine } from './judge-line.ts';
import {
  decisionWord,
  finalists,
  rungName,
  rungRole,
  statusInWords,
  verdictInWords,
} from './ladder-words.ts';
import {
  coverageFigure,
  judgedOf,
  searchColumns,
  searchesOf,
  searchFigure,
  searchNote,
} from './search-words.ts';
import { spendingLine } from './spending-line.ts';
import { trainedRungs, trainingLines } from './training-words.ts';

/** Lost cases shown for each rung, and characters of each of their texts: comments on a pull request are limited in length. */
const casesShown = 3;
const textLimit = 600;

export function renderMarkdown(ladder: Ladder): string {
  return [
    `## Fulcrum: ${markdownProse(ladder.task)}`,
    decision(ladder),
    warnings(ladder),
    table(ladder, `Ladder on ${count(ladder.caseSet.dev)} dev cases`, ladder.rungs.map(devRow)),
    table(
      ladder,
      `Finalists on ${count(ladder.caseSet.sealed)} sealed cases`,
      finalists(ladder).flatMap(sealedRow),
    ),
    hiddenSlices(ladder),
    searches(ladder),
    trainings(ladder),
    guardrailLines(ladder)
      .map((line) => `Guardrail: ${markdownProse(line)}.`)
      .join('\n\n'),
    ladder.judges
      .flatMap((judged) => judgeLine(judged) ?? [])
      .map((line) => `Judge: ${markdownProse(line)}.`)
      .join('\n\n'),
    lostCases(ladder),
    `Spent: ${markdownProse(spendingLine(ladder))}. Margin ${ladder.marginPoints} points; ${ladder.confidence * 100} % intervals in brackets; ladder ${markdownCode(ladder.id)}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function decision(ladder: Ladder): string {
  const { headline, reasons, wouldSettle, basis } = ladder.decision;
  return [
    `**Decision (${basis}): ${decisionWord(ladder)}.** ${markdownProse(headline)}`,
    '',
    ...reasons.map((reason) => `- ${markdownProse(reason)}`),
    ...wouldSettle.map((step) => `- *Would settle:* ${markdownProse(step)}`),
  ].join('\n');
}

function warnings(ladder: Ladder): string {
  const all = [
    ...(ladder.status === 'complete' ? [] : [`The climb is not complete: ${statusInWords(ladder)}.`]),
    ...ladder.warnings,
    ...ladder.rungs.flatMap((rung) => rung.warnings.map((warning) => `${rung.name}: ${warning}`)),
    ...ladder.leftOut.map(({ name, reason }) => `Not measured: ${name}: ${reason}`),
  ];
  return all.map((warning) => `- ⚠ ${markdownProse(warning)}`).join('\n');
}

interface Row {
  readonly rung: Rung;
  readonly reading: Reading;
  readonly comparison: Comparison | undefined;
}

const devRow = (rung: Rung): Row => ({ rung, reading: rung.dev, comparison: rung.devComparison });

function sealedRow(rung: Rung): Row[] {
  return rung.sealed === undefined ? [] : [{ rung, reading: rung.sealed, comparison: rung.sealedComparison }];
}

function table(ladder: Ladder, title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const footnotes = new Footnotes();
  const show = <T>(figure: Known<T>, write: (value: T) => string) =>
    'unknown' in figure ? footnotes.unknown(figure.unknown) : write(figure.value);
  const lines = rows.map(({ rung, reading, comparison }) => {
    const role = rungRole(ladder, rung);
    return [
      `${ladder.rungs.indexOf(rung) + 1}`,
      `${role === 'chosen' ? '**' : ''}${markdownProse(cut(rung.name, 80).text)}${role === 'chosen' ? '**' : ''}${role === undefined ? '' : ` (${role})`}`,
      show(reading.score, percent) +
        (reading.scoreInterval === undefined ? '' : ` (${range(reading.scoreInterval, percent)})`),
      comparison === undefined
        ? '–'
        : points(comparison.differencePoints) +
          (comparison.intervalPoints === undefined ? '' : ` (${range(comparison.intervalPoints, points)})`),
      show(reading.usdPer1kAnswers, usd).replace('$', '&#36;'),
      show(reading.promptTokensMean, count),
      ...latencyCells(reading, footnotes),
      `${count(reading.scored)} / ${count(reading.unscored)} / ${count(reading.failed)}`,
      comparison === undefined
        ? rung.id === ladder.referenceRungId
          ? 'reference'
          : '–'
        : verdictInWords(comparison),
    ];
  });
  const head = [
    '#',
    'Rung',
    'Quality, %',
    'Against the reference, points',
    '&#36; per 1k',
    'Prompt tokens',
    'p50, ms',
    'p95, ms',
    'Scored / unscored / failed',
    'Verdict',
  ];
  const notes = footnotes.list().map(({ mark, reason }) => `?${mark} unknown: ${markdownProse(reason)}  `);
  return [
    `### ${title}`,
    '',
    `| ${head.join(' | ')} |`,
    '|--:|:--|--:|--:|--:|--:|--:|--:|--:|:--|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

function latencyCells({ latency }: Reading, footnotes: Footnotes): [string, string] {
  if ('unknown' in latency) {
    const mark = footnotes.unknown(latency.unknown);
    return [mark, mark];
  }
  const { p50Ms, p50IntervalMs, p95Ms, p95IntervalMs, n } = latency.value;
  const bracketed = (interval: typeof p50IntervalMs) =>
    interval === undefined ? '' : ` (${range(interval, milliseconds)})`;
  return [
    milliseconds(p50Ms) + bracketed(p50IntervalMs),
    p95Ms === undefined
      ? footnotes.unknown(`${count(n)} requests are too few for a p95`)
      : milliseconds(p95Ms) + bracketed(p95IntervalMs),
  ];
}

function hiddenSlices(ladder: Ladder): string {
  const hidden = ladder.rungs.flatMap((rung) =>
    rung.dev.slices.filter(({ hiddenByMean }) => hiddenByMean).map((slice) => ({ rung, slice })),
  );
  if (hidden.length === 0) return '';
  const lines = hidden.map(({ rung, slice }) => {
    const difference =
      slice.differencePoints === undefined
        ? ''
        : `, ${points(slice.differencePoints)} points against the reference`;
    return `- ${markdownProse(rung.name)} on ${markdownCode(slice.tag)}: ${percent(slice.mean)} % of ${count(slice.n)} cases${difference}`;
  });
  return ['### Slices that the mean hides', '', ...lines].join('\n');
}

function searches(ladder: Ladder): string {
  const parts = searchesOf(ladder.rungs).map(({ rung, reading }) => {
    const rows = [
      ...reading.searches.map((figures) => ({ name: markdownProse(figures.name), figures })),
      ...reading.slices.map((figures) => ({ name: `slice ${markdownCode(figures.tag)}`, figures })),
    ].map(({ name, figures }) => [
      name,
      judgedOf(figures),
      ...searchColumns.map((column) => searchFigure(figures, column)),
      coverageFigure(figures),
    ]);
    return [
      `${markdownProse(rung.name)}: ${searchNote(reading)} In percent, by documents.`,
      '',
      `| Search | Judged | ${searchColumns.join(' | ')} | coverage@10 |`,
      `|:--|--:|${'--:|'.repeat(searchColumns.length + 1)}`,
      ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    ].join('\n');
  });
  return parts.length === 0 ? '' : ['### Search on its own', ...parts].join('\n\n');
}

function trainings(ladder: Ladder): string {
  const parts = trainedRungs(ladder.rungs).map(({ rung, training }) =>
    [
      `${markdownProse(rung.name)}:`,
      '',
      ...trainingLines(training).map((line) => `- ${markdownProse(line)}.`),
    ].join('\n'),
  );
  return parts.length === 0 ? '' : ['### After training', ...parts].join('\n\n');
}

function lostCases(ladder: Ladder): string {
  const parts = ladder.rungs.flatMap((rung) => {
    const lost = rung.flips.filter(({ won }) => !won);
    if (lost.length === 0) return [];
    const below =
      rung.stepComparison === undefined ? 'the rung below' : rungName(ladder, rung.stepComparison.against);
    return [
      `<details><summary>Lost by rung ${ladder.rungs.indexOf(rung) + 1} against the rung below it (${count(Math.min(casesShown, lost.length))} of ${count(rung.stepComparison?.lost ?? lost.length)})</summary>`,
      `${markdownProse(rung.name)} against ${markdownProse(below)}:`,
      ...lost.slice(0, casesShown).map(lostCase),
      '</details>',
    ];
  });
  return parts.join('\n\n');
}

function lostCase(flip: Flip): string {
  return [
    `Case ${markdownCode(flip.caseId)}, expected ${markdownCode(cut(flip.expected, 80).text)}`,
    block(flip.input),
    `Below: ${answer(flip.below)}`,
    `Here: ${answer(flip.here)}`,
  ].join('\n\n');
}

function answer({ output, failure }: Flip['here']): string {
  if (failure !== undefined) return `failed: ${markdownProse(failure)}`;
  return output === undefined ? 'no answer' : `\n\n${block(output)}`;
}

function block(text: string): string {
  const shown = cut(text, textLimit);
  const note = leftOutNote(shown.leftOut);
  return markdownBlock(note === '' ? shown.text : `${shown.text}\n${note}`);
}
