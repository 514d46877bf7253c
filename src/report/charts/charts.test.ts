import { describe, expect, it } from 'vitest';
import { interruptedLadder, sampleLadder } from '../testing/sample-ladder.ts';
import { chartSvg } from './chart-svg.ts';
import { differenceChart } from './difference-chart.ts';
import { labelPlaces } from './label-places.ts';
import { tradeOffChart } from './trade-off-chart.ts';

const size = { width: 860, height: 420 };
const draw = (axis: 'cost' | 'latency') =>
  chartSvg(tradeOffChart(sampleLadder, axis, size)?.option ?? {}, size).source;

describe('tradeOffChart', () => {
  it('places every rung whose figures are known and names the others', () => {
    const chart = tradeOffChart(sampleLadder, 'cost', size);
    expect(chart?.notDrawn).toEqual([
      { name: 'instruction, hosted model', reason: 'the price of acme/large is unknown' },
    ]);
    const svg = draw('cost');
    for (const label of ['1  majority class', '3  instruction, 1.7B', '6  embedding + logistic regression']) {
      expect(svg).toContain(`>${label}</text>`);
    }
    expect(svg).toContain('cost per 1,000 answers (US dollars, log scale)');
    expect(svg).toContain('>$0</text>');
  });

  it('draws the limits that were set', () => {
    expect(draw('latency')).toContain('>limit 1,500</text>');
    expect(draw('latency')).toContain('>floor 80 %</text>');
  });

  it('is absent when no rung can be placed', () => {
    const unknown = sampleLadder.rungs.filter(({ name }) => name === 'instruction, hosted model');
    expect(tradeOffChart({ ...sampleLadder, rungs: unknown }, 'cost', size)).toBeUndefined();
  });
});

describe('differenceChart', () => {
  it('has a row for each comparison, with its verdict in words', () => {
    const chart = differenceChart(sampleLadder, true);
    const svg = chartSvg(chart?.option ?? {}, { width: 860, height: chart?.height ?? 0 }).source;
    expect(svg.match(/>sealed<\/text>/g)).toHaveLength(2);
    expect(svg).toContain('>−2.5  cannot tell</text>');
    expect(svg).toContain('>margin</text>');
  });

  it('is absent when nothing was compared', () => {
    expect(differenceChart({ ...interruptedLadder, rungs: [] }, true)).toBeUndefined();
  });
});

describe('chartSvg', () => {
  it('gives still SVG that scales and takes its colours from the page', () => {
    const svg = draw('cost');
    expect(svg).toMatch(
      /^<svg aria-hidden="true" focusable="false" style="max-width:860px" viewBox="0 0 860 420">/,
    );
    expect(svg).toContain('var(--ink)');
    expect(svg).not.toMatch(/<style|class=|xmlns|#[0-9a-f]{3,6}\b/);
  });
});

describe('labelPlaces', () => {
  it('puts labels of close points where they do not cover each other', () => {
    const places = labelPlaces(
      [
        { x: 100, y: 100, width: 80 },
        { x: 104, y: 104, width: 80 },
      ],
      400,
    );
    expect(places[0]).toEqual({ side: 'right', dy: -12 });
    expect(places[1]).not.toEqual(places[0]);
  });

  it('keeps a label inside the plot', () => {
    expect(labelPlaces([{ x: 390, y: 100, width: 80 }], 400)).toEqual([{ side: 'left', dy: -12 }]);
  });
});
