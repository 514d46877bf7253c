/** The ladder as an HTML table of one split: a rung per row with quality, paired difference, cost, latency, counts and verdict. */
import type { Comparison, Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { Footnotes } from '../footnotes.ts';
import { count } from '../format/count.ts';
import { milliseconds } from '../format/milliseconds.ts';
import { percent } from '../format/percent.ts';
import { points } from '../format/points.ts';
import { usd } from '../format/usd.ts';
import { type Markup, markup } from '../markup.ts';
import { footnoteList, knownFigure, rungHead, verdictBadge, withInterval } from './figures.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { intervalBar } from './interval-bar.ts';

export interface ReadingRow {
  readonly rung: Rung;
  readonly reading: Reading;
  /** Against the reference. */
  readonly comparison?: Comparison | undefined;
}

export function readingTable(
  ladder: Ladder,
  rows: readonly ReadingRow[],
  caption: string,
  more: readonly HtmlColumn<ReadingRow>[] = [],
): Markup {
  const footnotes = new Footnotes();
  const table = htmlTable({
    caption,
    rows,
    rowClass: ({ rung }) => (rung.id === ladder.decision.rungId ? 'chosen' : ''),
    columns: [
      {
        head: 'Rung',
        cell: ({ rung }) =>
          markup`<span class="place">${ladder.rungs.indexOf(rung) + 1}</span> ${rungHead(ladder, rung)}`,
      },
      {
        head: 'Verdict',
        cell: ({ rung, comparison }) => verdictCell(ladder, rung, comparison),
      },
      {
        head: 'Quality, %',
        numeric: true,
        cell: ({ reading: { score, scoreInterval } }) => [
          withInterval(knownFigure(score, footnotes, percent), scoreInterval, percent),
          'value' in score ? intervalBar(score.value, scoreInterval) : '',
        ],
      },
      {
        head: 'Against the reference, points',
        numeric: true,
        cell: ({ comparison }) =>
          comparison === undefined
            ? '–'
            : [
                withInterval(points(comparison.differencePoints), comparison.intervalPoints, points),
                markup` <small>won ${count(comparison.won)}, lost ${count(comparison.lost)} of ${count(comparison.pairs)}</small>`,
              ],
      },
      {
        head: '$ per 1k answers',
        numeric: true,
        cell: ({ reading }) =>
          markup`<span class="figure">${knownFigure(reading.usdPer1kAnswers, footnotes, usd)}</span>`,
      },
      {
        head: 'Prompt tokens',
        numeric: true,
        cell: ({ reading }) => [
          markup`<span class="figure">${knownFigure(reading.promptTokensMean, footnotes, count)}</span>`,
          cachedTokens(reading, footnotes),
        ],
      },
      { head: 'p50, ms', numeric: true, cell: ({ reading }) => p50(reading, footnotes) },
      { head: 'p95, ms', numeric: true, cell: ({ reading }) => p95(reading, footnotes) },
      {
        head: 'Scored / unscored / failed',
        numeric: true,
        cell: ({ reading }) => [
          `${count(reading.scored)} / ${count(reading.unscored)} / ${count(reading.failed)}`,
          reading.abstained > 0 ? markup` <small>${count(reading.abstained)} abstained</small>` : '',
        ],
      },
      ...more,
    ],
  });
  return markup`${table}${footnoteList(footnotes)}`;
}

function verdictCell(ladder: Ladder, rung: Rung, comparison: Comparison | undefined) {
  if (comparison === undefined) return rung.id === ladder.referenceRungId ? 'reference' : '–';
  return [
    verdictBadge(comparison.verdict),
    comparison.casesToTell === undefined
      ? ''
      : markup` <small>about ${count(comparison.casesToTell)} cases would tell</small>`,
  ];
}

function cachedTokens(
  { promptTokensMean: all, cachedPromptTokensMean: cached }: Reading,
  footnotes: Footnotes,
) {
  if ('value' in all && all.value === 0) return '';
  if ('value' in cached && cached.value === 0) return '';
  return markup` <small>${knownFigure(cached, footnotes, count)} from cache</small>`;
}

function p50({ latency }: Reading, footnotes: Footnotes) {
  if ('unknown' in latency) return footnotes.unknown(latency.unknown);
  return withInterval(milliseconds(latency.value.p50Ms), latency.value.p50IntervalMs, milliseconds);
}

function p95({ latency }: Reading, footnotes: Footnotes) {
  if ('unknown' in latency) return footnotes.unknown(latency.unknown);
  const { p95Ms, p95IntervalMs, n } = latency.value;
  return p95Ms === undefined
    ? footnotes.unknown(`${count(n)} requests are too few for a p95`)
    : withInterval(milliseconds(p95Ms), p95IntervalMs, milliseconds);
}
