/** How the rungs do on parts of the cases; a part that is worse although the mean is not stands out. */
import type { Ladder } from '../../domain/ladder.ts';
import { count } from '../format/count.ts';
import { percent } from '../format/percent.ts';
import { points } from '../format/points.ts';
import { markup } from '../markup.ts';
import { badge, withInterval } from './figures.ts';
import { htmlTable } from './html-table.ts';
import type { Section } from './section.ts';

export function slicesSection(ladder: Ladder): Section {
  const rows = ladder.rungs.flatMap((rung) => rung.dev.slices.map((slice) => ({ rung, slice })));
  const hidden = rows.filter(({ slice }) => slice.hiddenByMean).length;
  const title = 'Slices';
  if (rows.length === 0) return { id: 'slices', title, content: '' };
  return {
    id: 'slices',
    title,
    content: [
      markup`<p>${
        hidden === 0
          ? 'No slice is shown to be worse behind a mean that is not.'
          : `${count(hidden)} of ${count(rows.length)} slices ${hidden === 1 ? 'is' : 'are'} shown to be worse than the reference although the mean is not.`
      } Slices are smaller than the whole, so their intervals are wider; they are not corrected for how many there are.</p>
`,
      htmlTable({
        caption: 'Quality by slice on dev',
        rows,
        rowClass: ({ slice }) => (slice.hiddenByMean ? 'broken' : ''),
        columns: [
          { head: 'Slice', cell: ({ slice }) => markup`<bdi>${slice.tag}</bdi>` },
          { head: 'Rung', cell: ({ rung }) => markup`<bdi>${rung.name}</bdi>` },
          { head: 'Cases', numeric: true, cell: ({ slice }) => count(slice.n) },
          {
            head: 'Quality, %',
            numeric: true,
            cell: ({ slice }) => withInterval(percent(slice.mean), slice.interval, percent),
          },
          {
            head: 'Against the reference, points',
            numeric: true,
            cell: ({ slice }) =>
              slice.differencePoints === undefined
                ? '–'
                : withInterval(points(slice.differencePoints), slice.differenceIntervalPoints, points),
          },
          {
            head: 'Flag',
            cell: ({ slice }) => (slice.hiddenByMean ? badge('bad', 'hidden by the mean', '▼') : '–'),
          },
        ],
      }),
    ],
  };
}
