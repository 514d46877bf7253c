/** Quality against what an answer costs, in money or in time, one point per rung with its intervals. It draws one split and judges nothing. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Ladder, Reading, Rung } from '../../domain/ladder.ts';
import { cut } from '../cut.ts';
import { count } from '../format/count.ts';
import type { Ends } from '../format/range.ts';
import { rungRole } from '../ladder-words.ts';
import { visibleLine } from '../visible.ts';
import { colour, textStyle, valueAxis } from './chart-style.ts';
import type { ChartSize } from './chart-svg.ts';
import { type IntervalBar, intervalBars } from './interval-bars.ts';
import { type LabelPlace, labelPlaces } from './label-places.ts';

export type TradeOffAxis = 'cost' | 'latency';

interface Point {
  readonly rung: Rung;
  readonly place: number;
  /** US dollars per 1k answers, or p95 in milliseconds. */
  readonly x: number;
  readonly xInterval?: Ends | undefined;
  /** Percent. */
  readonly y: number;
  readonly yInterval?: Ends | undefined;
}

export interface TradeOffChart {
  readonly option: EChartsCoreOption;
  /** Rungs that could not be placed, with the reason. */
  readonly notDrawn: readonly { readonly name: string; readonly reason: string }[];
}

/** Undefined when no rung can be placed. Points bear their place on the ladder, and their names where `size` leaves room. */
export function tradeOffChart(
  ladder: Ladder,
  axis: TradeOffAxis,
  size: ChartSize,
): TradeOffChart | undefined {
  const points: Point[] = [];
  const notDrawn: { name: string; reason: string }[] = [];
  for (const [index, rung] of ladder.rungs.entries()) {
    const position = axis === 'cost' ? costOf(rung.dev) : latencyOf(rung.dev);
    if ('unknown' in rung.dev.score) notDrawn.push({ name: rung.name, reason: rung.dev.score.unknown });
    else if ('unknown' in position) notDrawn.push({ name: rung.name, reason: position.unknown });
    else {
      const interval = rung.dev.scoreInterval;
      points.push({
        rung,
        place: index + 1,
        ...position,
        y: rung.dev.score.value * 100,
        yInterval: interval && { low: interval.low * 100, high: interval.high * 100 },
      });
    }
  }
  if (points.length === 0) return undefined;
  return { option: draw(ladder, axis, points, size), notDrawn };
}

type Position = { x: number; xInterval?: Ends | undefined } | { unknown: string };

function costOf({ usdPer1kAnswers: cost }: Reading): Position {
  return 'unknown' in cost ? cost : { x: cost.value };
}

function latencyOf({ latency }: Reading): Position {
  if ('unknown' in latency) return latency;
  const { p95Ms, p95IntervalMs, n } = latency.value;
  if (p95Ms === undefined) return { unknown: `${count(n)} requests are too few for a p95` };
  return { x: p95Ms, xInterval: p95IntervalMs };
}

/** Pixels around the plot. */
const grid = { left: 56, right: 24, top: 24, bottom: 56 };

function draw(
  ladder: Ladder,
  axis: TradeOffAxis,
  points: readonly Point[],
  size: ChartSize,
): EChartsCoreOption {
  const { minScore, maxUsdPer1k, maxP95Ms } = ladder.constraints;
  const limit = axis === 'cost' ? maxUsdPer1k : maxP95Ms;
  const scale = logScale([...points.flatMap(({ x, xInterval }) => [x, xInterval?.high ?? x]), limit ?? 0]);
  const floor = Math.max(
    0,
    Math.floor((Math.min(...points.map(({ y, yInterval }) => yInterval?.low ?? y)) - 3) / 10) * 10,
  );
  const tick = (value: number) =>
    `${axis === 'cost' ? '$' : ''}${value.toLocaleString('en-US', { maximumFractionDigits: 9 })}`;
  const horizontal: IntervalBar[] = points.flatMap(({ xInterval, y }) =>
    xInterval === undefined ? [] : [[y, scale.place(xInterval.low), scale.place(xInterval.high)] as const],
  );
  const vertical: IntervalBar[] = points.flatMap(({ x, yInterval }) =>
    yInterval === undefined ? [] : [[scale.place(x), yInterval.low, yInterval.high] as const],
  );
  const plot = {
    width: size.width - grid.left - grid.right,
    height: size.height - grid.top - grid.bottom,
  };
  const labels = points.map(({ rung, place }) => labelText(rung, place, size.width > 600));
  const places = labelPlaces(
    points.map(({ x, y }, index) => ({
      x: scale.share(x) * plot.width,
      y: ((100 - y) / (100 - floor)) * plot.height,
      width: (labels[index]?.length ?? 0) * 6.4,
    })),
    plot.width,
  );
  return {
    textStyle,
    grid: { ...grid, outerBoundsMode: 'none' },
    xAxis: {
      type: 'log',
      min: scale.min,
      max: scale.max,
      ...valueAxis(
        axis === 'cost' ? 'cost per 1,000 answers (US dollars, log scale)' : 'p95 latency (ms, log scale)',
        34,
      ),
      axisLabel: {
        ...textStyle,
        color: colour.muted,
        hideOverlap: true,
        formatter: (value: number) => (scale.hasZero && value === scale.min ? tick(0) : tick(value)),
      },
    },
    yAxis: { type: 'value', min: floor, max: 100, ...valueAxis('quality on dev (%)', 38) },
    series: [
      intervalBars('vertical', vertical),
      intervalBars('horizontal', horizontal),
      {
        type: 'scatter',
        silent: true,
        z: 3,
        data: points.map((point, index) =>
          scatterPoint(ladder, point, scale, labels[index] ?? '', places[index]),
        ),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: colour.limit, type: 'dashed', width: 1.5 },
          label: { ...textStyle, fontSize: 11, color: colour.limit },
          data: [
            ...(minScore === undefined
              ? []
              : [
                  {
                    yAxis: minScore * 100,
                    label: { formatter: `floor ${minScore * 100} %`, position: 'insideStartTop' },
                  },
                ]),
            ...(limit === undefined
              ? []
              : [
                  {
                    xAxis: scale.place(limit),
                    label: { formatter: `limit ${tick(limit)}`, position: 'end' },
                  },
                ]),
          ],
        },
      },
    ],
  };
}

function labelText({ name }: Rung, place: number, named: boolean): string {
  const { text, leftOut } = cut(visibleLine(name), 34);
  return named ? `${place}  ${text}${leftOut > 0 ? '…' : ''}` : String(place);
}

function scatterPoint(
  ladder: Ladder,
  { rung, x, y }: Point,
  scale: LogScale,
  label: string,
  labelPlace: LabelPlace | undefined,
) {
  const role = rungRole(ladder, rung);
  return {
    value: [scale.place(x), y],
    symbol: role === 'reference' ? 'diamond' : role === 'reference line' ? 'triangle' : 'circle',
    symbolSize: role === 'chosen' ? 15 : 11,
    itemStyle: {
      color: role === 'chosen' ? colour.accent : role === 'reference line' ? colour.surface : colour.ink,
      borderColor: role === 'chosen' ? colour.surface : colour.ink,
      borderWidth: 1.5,
      opacity: 1,
    },
    label: {
      show: true,
      position: labelPlace?.side,
      offset: [0, labelPlace?.dy ?? 0],
      distance: 4,
      formatter: label,
      ...textStyle,
      fontWeight: role === 'chosen' ? 'bold' : 'normal',
      textBorderColor: colour.surface,
      textBorderWidth: 3,
    },
  };
}

interface LogScale {
  readonly min: number;
  readonly max: number;
  readonly hasZero: boolean;
  /** The value as drawn: 0 stands at the left edge, a decade below the smallest other decade. */
  readonly place: (value: number) => number;
  /** How far to the right a value stands, in [0, 1]. */
  readonly share: (value: number) => number;
}

function logScale(values: readonly number[]): LogScale {
  const positive = values.filter((value) => value > 0);
  const hasZero = positive.length < values.length;
  const low = 10 ** Math.floor(Math.log10(Math.min(...positive, 1)));
  const max = 10 ** Math.ceil(Math.log10(Math.max(...positive, low * 10)));
  const min = hasZero ? low / 10 : low;
  const place = (value: number) => (value > 0 ? value : min);
  return {
    min,
    max,
    hasZero,
    place,
    share: (value) => Math.log10(place(value) / min) / Math.log10(max / min),
  };
}
