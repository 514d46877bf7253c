/** A chart series of capped interval lines, horizontal or vertical; it does not know what the intervals are of. */
import type { CustomSeriesOption } from 'echarts/charts';
import { colour } from './chart-style.ts';

/** `[position on the other axis, low, high]`, in axis units. */
export type IntervalBar = readonly [position: number, low: number, high: number];

export function intervalBars(
  direction: 'horizontal' | 'vertical',
  bars: readonly IntervalBar[],
  stroke: string = colour.muted,
): CustomSeriesOption {
  const horizontal = direction === 'horizontal';
  return {
    type: 'custom',
    silent: true,
    z: 2,
    data: bars.map((bar) => [...bar]),
    encode: horizontal ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (_params, api) => {
      const [position, low, high] = [api.value(0), api.value(1), api.value(2)];
      const start = api.coord(horizontal ? [low, position] : [position, low]);
      const end = api.coord(horizontal ? [high, position] : [position, high]);
      const line = (x1 = 0, y1 = 0, x2 = 0, y2 = 0) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke, lineWidth: 1.75, fill: 'none' },
      });
      const cap = (at: number[]) => {
        const [x = 0, y = 0] = at;
        return horizontal ? line(x, y - 4, x, y + 4) : line(x - 4, y, x + 4, y);
      };
      return {
        type: 'group',
        children: [line(start[0], start[1], end[0], end[1]), cap(start), cap(end)],
      };
    },
  };
}
