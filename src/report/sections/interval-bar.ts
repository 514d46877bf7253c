/** A score in [0, 1] with its interval as a small bar on a line from 0 to 100 %. It adds nothing to the figures beside it, so it is hidden from screen readers. */
import type { Ends } from '../format/range.ts';
import { type Markup, markup } from '../markup.ts';

const width = 76;
const pixels = (share: number) => Number((Math.min(1, Math.max(0, share)) * width).toFixed(1));

export function intervalBar(share: number, interval: Ends | undefined): Markup {
  const ends = interval ?? { low: share, high: share };
  return markup`<svg class="bar" viewBox="-4 0 ${width + 8} 10" width="${width + 8}" height="10" aria-hidden="true" focusable="false"><line x1="0" x2="${width}" y1="5" y2="5" class="track"/><line x1="${pixels(ends.low)}" x2="${pixels(ends.high)}" y1="5" y2="5" class="span"/><circle cx="${pixels(share)}" cy="5" r="3.5"/></svg>`;
}
