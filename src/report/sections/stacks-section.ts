/** What each rung is, why it was tried, what it cost to make, and its spec as hashed. */
import type { Ladder } from '../../domain/ladder.ts';
import { cut, leftOutNote } from '../cut.ts';
import { Footnotes } from '../footnotes.ts';
import { duration } from '../format/duration.ts';
import { usd } from '../format/usd.ts';
import { markup } from '../markup.ts';
import { footnoteList, knownFigure, rungHead } from './figures.ts';
import { htmlTable } from './html-table.ts';
import type { Section } from './section.ts';

const specLimit = 8000;

export function stacksSection(ladder: Ladder): Section {
  const footnotes = new Footnotes();
  const table = htmlTable({
    caption: 'What each rung cost to make, and where its running cost comes from',
    rows: ladder.rungs,
    columns: [
      { head: 'Rung', cell: (rung) => rungHead(ladder, rung) },
      { head: 'Why it was tried', cell: ({ why }) => why },
      {
        head: 'To make',
        numeric: true,
        cell: ({ making }) => [
          markup`<span class="figure">${knownFigure(making.costUsd, footnotes, usd)}</span> <small>${duration(making.seconds)}</small>`,
          making.note === undefined ? '' : markup` <small class="wrap">${making.note}</small>`,
        ],
      },
      { head: 'Running cost', cell: ({ costBasis }) => costBasis ?? 'not stated' },
    ],
  });
  return {
    id: 'stacks',
    title: 'The stacks',
    content:
      ladder.rungs.length === 0
        ? ''
        : [
            table,
            footnoteList(footnotes),
            ladder.rungs.map(({ name, stack, stackHash }) => {
              const spec = cut(JSON.stringify(stack, undefined, 2), specLimit);
              return markup`<details>
<summary><bdi>${name}</bdi> <small>stack <code>${stackHash.slice(0, 12)}</code></small></summary>
<pre dir="auto">${spec.text}${spec.leftOut === 0 ? '' : `\n${leftOutNote(spec.leftOut)}`}</pre>
</details>
`;
            }),
          ],
  };
}
