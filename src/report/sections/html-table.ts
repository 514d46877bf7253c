/** A captioned HTML table that scrolls sideways on its own; the first column holds the row heads. It does not know what its cells mean. */
import { type Content, type Markup, markup } from '../markup.ts';

export interface HtmlColumn<Row> {
  readonly head: Content;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => Content;
}

export interface HtmlTable<Row> {
  readonly caption: string;
  /** Hidden captions are still read aloud. */
  readonly captionHidden?: boolean;
  readonly columns: readonly HtmlColumn<Row>[];
  readonly rows: readonly Row[];
  /** Class of a row, e.g. of the chosen rung. */
  readonly rowClass?: (row: Row) => string;
}

export function htmlTable<Row>(table: HtmlTable<Row>): Markup {
  const { caption, columns, rows } = table;
  const classOf = (column: HtmlColumn<Row>) => (column.numeric ? 'number' : 'text');
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption${table.captionHidden ? markup` class="unseen"` : ''}>${caption}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col" class="${classOf(column)}">${column.head}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => markup`<tr class="${table.rowClass?.(row) ?? ''}">${columns.map((column, index) =>
    index === 0
      ? markup`<th scope="row" class="${classOf(column)}">${column.cell(row)}</th>`
      : markup`<td class="${classOf(column)}">${column.cell(row)}</td>`,
  )}</tr>
`,
)}</tbody>
</table>
</div>
`;
}
