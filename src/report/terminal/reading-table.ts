/** The ladder as a terminal table of one split: a rung per row, figures above, their intervals below. It judges nothing. */
import type { Comparison, Known, Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { cut } from '../cut.ts';
import type { Footnotes } from '../footnotes.ts';
import { count } from '../format/count.ts';
import { milliseconds } from '../format/milliseconds.ts';
import { percent } from '../format/percent.ts';
import { points } from '../format/points.ts';
import { type Ends, range } from '../format/range.ts';
import { usd } from '../format/usd.ts';
import { rungRole } from '../ladder-words.ts';
import { visibleLine } from '../visible.ts';
import type { Paint } from './paint.ts';
import { verdictStyle } from './paint.ts';
import { type Column, type DrawnTable, drawTable } from './table.ts';

export interface ReadingRow {
  readonly rung: Rung;
  /** Place on the ladder, from 1. */
  readonly place: number;
  readonly reading: Reading;
  /** Against the reference; absent for the reference itself. */
  readonly comparison?: Comparison | undefined;
}

/** The rows in at most `width` columns (40 at least); reasons for unknown figures go into `footnotes`. */
export function readingTable(
  ladder: Ladder,
  rows: readonly ReadingRow[],
  width: number,
  footnotes: Footnotes,
  paint: Paint,
): DrawnTable {
  const show = <T>(figure: Known<T>, write: (value: T) => string) =>
    'unknown' in figure ? footnotes.unknown(visibleLine(figure.unknown)) : write(figure.value);
  const below = (interval: Ends | undefined, write: (end: number) => string) =>
    interval === undefined ? [] : [paint('dim', range(interval, write))];

  const columns: Column<ReadingRow>[] = [
    { head: ['#'], width: 2, align: 'right', cell: ({ place }) => [String(place)] },
    {
      head: ['rung'],
      width: 14,
      cell: ({ rung }) => {
        const role = rungRole(ladder, rung);
        const name = visibleLine(cut(rung.name, 60).text);
        return [
          role === 'chosen' ? paint('bold', name) : name,
          ...(role === undefined ? [] : [paint('dim', `(${role})`)]),
        ];
      },
    },
    {
      head: ['quality %', '(interval)'],
      width: 10,
      align: 'right',
      cell: ({ reading }) => [show(reading.score, percent), ...below(reading.scoreInterval, percent)],
    },
    {
      head: ['vs reference', '(points)'],
      width: 14,
      align: 'right',
      leaveOut: 1,
      cell: ({ comparison }) =>
        comparison === undefined
          ? ['–']
          : [points(comparison.differencePoints), ...below(comparison.intervalPoints, points)],
    },
    {
      head: ['$/1k', 'tokens in'],
      width: 9,
      align: 'right',
      leaveOut: 2,
      cell: ({ reading }) => [
        show(reading.usdPer1kAnswers, usd),
        paint('dim', show(reading.promptTokensMean, count)),
      ],
    },
    latencyColumn(width, footnotes, show, paint),
    {
      head: ['verdict', 's/u/f'],
      width: 11,
      cell: ({ rung, reading, comparison }) => [
        verdictCell(ladder, rung, comparison, paint),
        paint('dim', [reading.scored, reading.unscored, reading.failed].join('/')),
      ],
    },
  ];
  return drawTable(rows, columns, 1, width, paint);
}

function verdictCell(ladder: Ladder, rung: Rung, comparison: Comparison | undefined, paint: Paint): string {
  if (comparison !== undefined) return paint(verdictStyle[comparison.verdict], comparison.verdict);
  return rung.id === ladder.referenceRungId ? 'reference' : '–';
}

/** Both percentiles with their intervals where there is room, else the interval of p95 alone. */
function latencyColumn(
  width: number,
  footnotes: Footnotes,
  show: <T>(figure: Known<T>, write: (value: T) => string) => string,
  paint: Paint,
): Column<ReadingRow> {
  const tooFew = (n: number) => footnotes.unknown(`${count(n)} requests are too few for a p95`);
  const bracketed = (interval: Ends | undefined) =>
    interval === undefined ? '' : paint('dim', ` (${range(interval, milliseconds)})`);
  if (width >= 96) {
    return {
      head: ['p50 ms (interval)', 'p95 ms (interval)'],
      width: 19,
      align: 'right',
      leaveOut: 3,
      cell: ({ reading: { latency } }) => {
        if ('unknown' in latency) return [show(latency, String)];
        const { value } = latency;
        const p95 =
          value.p95Ms === undefined
            ? tooFew(value.n)
            : `${milliseconds(value.p95Ms)}${bracketed(value.p95IntervalMs)}`;
        return [`${milliseconds(value.p50Ms)}${bracketed(value.p50IntervalMs)}`, p95];
      },
    };
  }
  return {
    head: ['p50 / p95 ms', '(of p95)'],
    width: 13,
    align: 'right',
    leaveOut: 3,
    cell: ({ reading: { latency } }) => {
      if ('unknown' in latency) return [show(latency, String)];
      const { value } = latency;
      const p95 = value.p95Ms === undefined ? tooFew(value.n) : milliseconds(value.p95Ms);
      const interval = value.p95IntervalMs;
      return [
        `${milliseconds(value.p50Ms)} / ${p95}`,
        ...(interval === undefined ? [] : [paint('dim', range(interval, milliseconds))]),
      ];
    },
  };
}
