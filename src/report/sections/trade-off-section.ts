/** The two trade-off charts and the forest plot, each drawn for wide and for narrow screens. */

import type { Ladder } from '../../domain/ladder.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { differenceChart } from '../charts/difference-chart.ts';
import { type TradeOffAxis, tradeOffChart } from '../charts/trade-off-chart.ts';
import { type Content, markup } from '../markup.ts';
import type { Section } from './section.ts';

const wide = { width: 860, height: 420 };
const narrow = { width: 360, height: 340 };

export function tradeOffSection(ladder: Ladder): Section {
  return {
    id: 'trade-off',
    title: 'What quality costs',
    content: [
      tradeOff(ladder, 'cost', 'Quality against the cost of 1,000 answers'),
      tradeOff(ladder, 'latency', 'Quality against p95 latency'),
    ],
  };
}

const legend =
  'Filled circle: a rung, large where chosen; diamond: the reference; triangle: a reference line. Bars are intervals. Numbers are places on the ladder.';

function tradeOff(ladder: Ladder, axis: TradeOffAxis, title: string): Content {
  const large = tradeOffChart(ladder, axis, wide);
  const small = tradeOffChart(ladder, axis, narrow);
  if (large === undefined || small === undefined) {
    return markup`<p>${title}: not drawn, because no rung has both figures.</p>
`;
  }
  return markup`<figure>
<figcaption><strong>${title}.</strong> Up and to the left is better. ${legend}${
    large.notDrawn.length === 0
      ? ''
      : markup` Not drawn: ${large.notDrawn.map(({ name, reason }, index) => markup`${index === 0 ? '' : '; '}<bdi>${name}</bdi> (${reason})`)}.`
  }</figcaption>
<div class="wide">${chartSvg(large.option, wide)}</div>
<div class="narrow">${chartSvg(small.option, narrow)}</div>
</figure>
`;
}

export function differenceSection(ladder: Ladder): Section {
  const large = differenceChart(ladder, true);
  const small = differenceChart(ladder, false);
  if (large === undefined || small === undefined) {
    return { id: 'differences', title: 'Better, worse, or cannot tell', content: '' };
  }
  return {
    id: 'differences',
    title: 'Better, worse, or cannot tell',
    content: markup`<figure>
<figcaption><strong>Difference to the reference, case by case, with its interval.</strong> Circles are dev, squares sealed. An interval wholly right of zero is <em>better</em>; wholly right of the dashed margin (${ladder.marginPoints} points) is <em>no worse</em>; wholly left of zero is <em>worse</em>, unless it is within the margin; any other cannot tell.</figcaption>
<div class="wide">${chartSvg(large.option, { width: wide.width, height: large.height })}</div>
<div class="narrow">${chartSvg(small.option, { width: narrow.width, height: small.height })}</div>
</figure>
`,
  };
}
