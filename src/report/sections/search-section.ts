/** The search of the documents on its own: whether what answers is found at all. */
import type { Ladder } from '../../domain/ladder.ts';
import { markup } from '../markup.ts';
import {
  coverageFigure,
  judgedOf,
  searchColumns,
  searchesOf,
  searchFigure,
  searchNote,
} from '../search-words.ts';
import { htmlTable } from './html-table.ts';
import type { Section } from './section.ts';

export function searchSection(ladder: Ladder): Section {
  const searches = searchesOf(ladder.rungs);
  return {
    id: 'search',
    title: 'Search on its own',
    content: searches.map(
      ({ rung, reading }) => markup`<h3><bdi>${rung.name}</bdi></h3>
<p>${searchNote(reading)} In percent, by documents.</p>
${htmlTable({
  caption: `What the search of ${rung.name} finds on dev`,
  rows: [
    ...reading.searches.map((figures) => ({ name: figures.name, figures })),
    ...reading.slices.map((figures) => ({ name: `slice ${figures.tag}`, figures })),
  ],
  columns: [
    { head: 'Search', cell: ({ name }) => markup`<bdi>${name}</bdi>` },
    { head: 'Judged', numeric: true, cell: ({ figures }) => judgedOf(figures) },
    ...searchColumns.map((name) => ({
      head: name,
      numeric: true,
      cell: ({ figures }: { figures: (typeof reading.searches)[number] | (typeof reading.slices)[number] }) =>
        searchFigure(figures, name),
    })),
    { head: 'coverage@10', numeric: true, cell: ({ figures }) => coverageFigure(figures) },
  ],
})}`,
    ),
  };
}
