/** Paired differences against the reference with their intervals, the margin drawn: a forest plot. It shows verdicts, it does not reach them. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Comparison, Ladder } from '../../domain/ladder.ts';
import { points } from '../format/points.ts';
import { visibleLine } from '../visible.ts';
import { colour, textStyle, valueAxis } from './chart-style.ts';
import { type IntervalBar, intervalBars } from './interval-bars.ts';

interface Row {
  readonly label: string;
  readonly split: 'dev' | 'sealed';
  readonly comparison: Comparison;
}

export interface DifferenceChart {
  readonly option: EChartsCoreOption;
  /** Pixels the rows and the axis need. */
  readonly height: number;
}

/** Undefined when nothing was compared. `wide` has room for whole names and for the figures at the right. */
export function differenceChart(ladder: Ladder, wide: boolean): DifferenceChart | undefined {
  const rows = ladder.rungs.flatMap((rung, index): Row[] => {
    const label = `${index + 1}  ${visibleLine(rung.name)}`;
    return [
      ...(rung.devComparison ? [{ label, split: 'dev' as const, comparison: rung.devComparison }] : []),
      ...(rung.sealedComparison
        ? [{ label, split: 'sealed' as const, comparison: rung.sealedComparison }]
        : []),
    ];
  });
  if (rows.length === 0) return undefined;
  return {
    option: draw(ladder.marginPoints, rows, wide),
    height: grid.top + grid.bottom + rows.length * (wide ? 30 : 46),
  };
}

const grid = { top: 30, bottom: 56, outerBoundsMode: 'none' } as const;

function draw(marginPoints: number, rows: readonly Row[], wide: boolean): EChartsCoreOption {
  const bars: IntervalBar[] = rows.flatMap(({ comparison }, index) => {
    const interval = comparison.intervalPoints;
    return interval === undefined ? [] : [[index, interval.low, interval.high] as const];
  });
  const ends = [
    ...bars.flatMap(([, low, high]) => [low, high]),
    ...rows.map(({ comparison }) => comparison.differencePoints),
    -marginPoints,
    marginPoints,
  ];
  const category = {
    type: 'category' as const,
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  };
  return {
    textStyle,
    grid: { ...grid, left: wide ? 236 : 16, right: wide ? 178 : 16 },
    xAxis: {
      type: 'value',
      min: Math.floor(Math.min(...ends) / 10) * 10,
      max: Math.ceil(Math.max(...ends) / 10) * 10,
      ...valueAxis('difference to the reference, paired by case (points)', 34),
    },
    yAxis: [
      {
        ...category,
        data: rows.map(({ label, split }) => (split === 'dev' ? label : `${label} `)),
        axisLabel: {
          ...textStyle,
          interval: 0,
          width: wide ? 220 : 300,
          overflow: 'truncate',
          ...(wide
            ? {}
            : {
                inside: true,
                align: 'left',
                verticalAlign: 'bottom',
                padding: [0, 0, 7, -4],
                textBorderColor: colour.surface,
                textBorderWidth: 3,
              }),
          formatter: (label: string, index: number) => (rows[index]?.split === 'sealed' ? 'sealed' : label),
        },
      },
      {
        ...category,
        position: 'right',
        show: wide,
        data: rows.map(({ comparison }) => `${points(comparison.differencePoints)}  ${comparison.verdict}`),
        axisLabel: { ...textStyle, interval: 0 },
      },
    ],
    series: [
      intervalBars('horizontal', bars, colour.ink),
      {
        type: 'scatter',
        silent: true,
        z: 3,
        data: rows.map(({ comparison, split }, index) => ({
          value: [comparison.differencePoints, index],
          symbol: split === 'dev' ? 'circle' : 'rect',
          symbolSize: 10,
          itemStyle: {
            color: split === 'dev' ? colour.surface : colour.accent,
            borderColor: split === 'dev' ? colour.ink : colour.accent,
            borderWidth: 1.75,
            opacity: 1,
          },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { ...textStyle, fontSize: 11 },
          data: [
            {
              xAxis: 0,
              lineStyle: { color: colour.ink, type: 'solid', width: 1.25 },
              label: { formatter: 'equal', color: colour.ink, position: 'start', align: 'left' },
            },
            {
              xAxis: -marginPoints,
              lineStyle: { color: colour.limit, type: 'dashed', width: 1.5 },
              label: { formatter: 'margin', color: colour.limit, position: 'start', align: 'right' },
            },
          ],
        },
      },
    ],
  };
}
