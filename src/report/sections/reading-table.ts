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

/** `more` columns follow the verdict. */
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
      ...more,
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
        cell: ({ reading, comparison }) =>
          comparison === undefined
            ? '–'
            : [
                withInterval(points(comparison.differencePoints), comparison.intervalPoints, points),
                markup` <small>won ${count(comparison.won)}, lost ${count(comparison.lost)}</small>`,
                comparison.pairs === reading.cases
                  ? ''
                  : markup` <small>of ${count(comparison.pairs)} scored for both</small>`,
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
      { head: 'Latency, ms', numeric: true, cell: ({ reading }) => latencyCell(reading, footnotes) },
      {
        head: 'Scored / unscored / failed',
        numeric: true,
        cell: ({ reading }) => [
          `${count(reading.scored)} / ${count(reading.unscored)} / ${count(reading.failed)}`,
          reading.abstained > 0 ? markup` <small>${count(reading.abstained)} abstained</small>` : '',
        ],
      },
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
  return markup` <small>${knownFigure(cached, footnotes, count)} cached</small>`;
}

function latencyCell({ latency }: Reading, footnotes: Footnotes) {
  if ('unknown' in latency) return footnotes.unknown(latency.unknown);
  const { p50Ms, p50IntervalMs, p95Ms, p95IntervalMs, n } = latency.value;
  const p95 =
    p95Ms === undefined
      ? footnotes.unknown(`${count(n)} requests are too few for a p95`)
      : milliseconds(p95Ms);
  return [
    markup`<div><span class="percentile">p50</span> ${withInterval(milliseconds(p50Ms), p50IntervalMs, milliseconds)}</div>`,
    markup`<div><span class="percentile">p95</span> ${withInterval(p95, p95IntervalMs, milliseconds)}</div>`,
  ];
}
