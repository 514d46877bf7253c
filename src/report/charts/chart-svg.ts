/** Draws a chart option as static SVG, without a browser, coloured by the page's custom properties. It does not know what is drawn. */
import { CustomChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Markup } from '../markup.ts';

use([CustomChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The SVG scales with its container. Texts in the option must be visible ones already; the renderer escapes them as markup.
 * The chart is hidden from screen readers: the table beside it says the same.
 */
export function chartSvg(option: EChartsCoreOption, size: ChartSize): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    return new Markup(still(chart.renderToSVGString(), size.width));
  } finally {
    chart.dispose();
  }
}

/** Without what only matters to a live or free-standing SVG: fixed size, namespaces, and what events need, whose numbering differs between calls. */
function still(svg: string, width: number): string {
  return svg
    .replace(
      /^<svg [^>]*?(viewBox="[^"]*")>/,
      `<svg aria-hidden="true" focusable="false" style="max-width:${width}px" $1>`,
    )
    .replace(/<style[^>]*>.*?<\/style>/gs, '')
    .replace(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[\w]*"|pointer-events="visible")/g, '');
}
