/** An HTML page → blocks: what a reader sees of it, in order. Knows neither encodings nor files; runs and follows nothing. */
import type { BlockKind } from '../../../domain/document.ts';
import type { DocumentBuilder } from '../document-builder.ts';
import { ParseProblem } from '../parse-problem.ts';
import {
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  type HtmlPage,
  isElement,
  isText,
} from './html-node.ts';
import { type PageStyles, pageStyles } from './page-styles.ts';
import { hides, isLost, type Paint, parseDeclarations, parsePaint } from './style-declarations.ts';

const dropped = new Set(
  'script style noscript noframes template nav head iframe object embed applet canvas audio video svg select datalist textarea button title meta link base param'.split(
    ' ',
  ),
);
const blocks = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form header hgroup hr html legend main menu ol p pre section summary table tbody td tfoot th thead tr ul li caption h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);

export interface HtmlReading {
  readonly title?: string;
  /** What its `<meta name=…>` elements say; `readers` as a list. */
  readonly metadata: Readonly<Record<string, string | readonly string[]>>;
}

/** What holds for everything within an element. */
interface Context {
  readonly kind: BlockKind;
  readonly partOf?: number;
  readonly colour: Paint;
  readonly background: Paint;
  readonly depth: number;
  /** Of a list with numbers: the one of the next item, shared by its items. */
  readonly numbering?: { next: number };
}

const page: Context = { kind: 'paragraph', colour: [0, 0, 0], background: [255, 255, 255], depth: 0 };

/**
 * Adds what is visible of `html` to `builder`. `leaveOut` selects elements that are not to be read. Throws `ParseProblem` when elements
 * stand too deep within each other.
 */
export async function readHtml(
  html: string,
  builder: DocumentBuilder,
  options: { readonly leaveOut?: string } = {},
): Promise<HtmlReading> {
  const { DOMParser } = await import('linkedom');
  const root = new DOMParser().parseFromString(html, 'text/html') as unknown as HtmlPage;
  const elements = html.match(/<[a-z]/gi)?.length ?? 0;
  const styles = pageStyles(root, elements);
  if (!styles.isWhole) builder.note('the page has more style rules than were looked at for hidden text');
  const unread = options.leaveOut === undefined ? [] : root.querySelectorAll(options.leaveOut);
  new HtmlReader(builder, styles, new Set(unread)).read(root);
  return { ...titleOf(root), metadata: metadataOf(root) };
}

function titleOf(root: HtmlPage): { title?: string } {
  for (const title of root.querySelectorAll('title')) return { title: title.textContent };
  return {};
}

/** Of the names a page may use, those that tell of its text; what tells browsers and robots how to treat it is left out. */
const kept =
  /^(?:author|description|keywords|category|lang|language|generator|date|updated|modified|lastmod|last-modified|published|created|readers|dc\.[a-z]+)$/;

/** The names that the Open Graph protocol has for two of ours. */
const openGraph = new Map([
  ['article:modified_time', 'updated'],
  ['article:published_time', 'published'],
]);

function metadataOf(root: HtmlPage): HtmlReading['metadata'] {
  const metadata: Record<string, string | readonly string[]> = {};
  for (const meta of root.querySelectorAll('meta')) {
    const name =
      meta.getAttribute('name')?.toLowerCase() ?? openGraph.get(meta.getAttribute('property') ?? '');
    const content = meta.getAttribute('content') ?? '';
    if (name === undefined || !kept.test(name) || (content === '' && name !== 'readers')) continue;
    // Whoever names readers twice, or none, is understood by nobody: so nobody may read.
    if (name === 'readers')
      metadata[name] = name in metadata ? [''] : content.split(',').map((group) => group.trim());
    else metadata[name] ??= content;
  }
  return metadata;
}

class HtmlReader {
  readonly #builder: DocumentBuilder;
  readonly #styles: PageStyles;
  readonly #unread: ReadonlySet<HtmlElement>;
  /** Text of the block that is not finished yet. */
  #pending = '';
  /** What stands before the first text of a list item. */
  #mark = '';

  constructor(builder: DocumentBuilder, styles: PageStyles, unread: ReadonlySet<HtmlElement>) {
    this.#builder = builder;
    this.#styles = styles;
    this.#unread = unread;
  }

  read(root: HtmlNode): void {
    this.#children(root, page);
    this.#finishBlock(page);
  }

  #finishBlock({ kind, partOf }: Context): void {
    const text = this.#pending;
    this.#pending = '';
    if (text.trim() === '') return;
    const mark = this.#mark;
    this.#mark = '';
    this.#builder.add(kind, mark + text.trimStart(), partOf === undefined ? {} : { partOf });
  }

  #children(node: HtmlNode, context: Context): void {
    if (context.depth > this.#builder.limits.depth)
      throw new ParseProblem(`holds elements more than ${this.#builder.limits.depth} deep`);
    for (const child of childrenOf(node)) {
      if (isText(child)) this.#pending += this.#visible(child.data, context).replace(/\s+/g, ' ');
      else if (isElement(child)) this.#element(child, context);
    }
  }

  #element(element: HtmlElement, outer: Context): void {
    const name = element.localName.toLowerCase();
    if (dropped.has(name) || element.getAttribute('role') === 'navigation' || this.#unread.has(element))
      return;
    const context = this.#within(element, outer);
    if (context === undefined) this.#builder.leaveOut('hidden elements');
    else if (name === 'br') this.#pending += '\n';
    else if (blocks.has(name)) {
      this.#finishBlock(outer);
      this.#block(element, name, context);
      this.#finishBlock(context);
    } else this.#children(element, context);
  }

  #block(element: HtmlElement, name: string, context: Context): void {
    if (/^h[1-6]$/.test(name)) {
      const text = this.#textOf(element, context);
      this.#builder.add('heading', text, { level: Number(name[1]) });
    } else if (name === 'pre') {
      this.#builder.add('code', this.#preformatted(element, context));
    } else if (name === 'table') {
      this.#table(element, context);
    } else if (name === 'ul' || name === 'ol' || name === 'menu') {
      const { numbering: _, ...rest } = context;
      const start = Number(element.getAttribute('start') ?? 1);
      this.#children(element, {
        ...rest,
        partOf: this.#builder.newGroup(),
        ...(name === 'ol' && { numbering: { next: Number.isSafeInteger(start) ? start : 1 } }),
      });
    } else if (name === 'li') {
      this.#item(element, context);
    } else {
      this.#children(element, name === 'blockquote' ? { ...context, kind: 'quote' } : context);
    }
  }

  #item(element: HtmlElement, context: Context): void {
    const { numbering, ...rest } = context;
    const mark = numbering === undefined ? '-' : `${numbering.next++}.`;
    const partOf = context.partOf ?? this.#builder.newGroup();
    const item: Context = { ...rest, kind: 'list-item', partOf };
    this.#mark = `${mark} `;
    this.#children(element, item);
    this.#finishBlock(item);
    this.#mark = '';
  }

  /** The text of an element as one block, whatever stands in it. */
  #textOf(element: HtmlElement, context: Context): string {
    const outside = this.#pending;
    this.#pending = '';
    this.#inline(element, context);
    const text = this.#pending;
    this.#pending = outside;
    return text;
  }

  #inline(node: HtmlNode, context: Context): void {
    if (context.depth > this.#builder.limits.depth)
      throw new ParseProblem(`holds elements more than ${this.#builder.limits.depth} deep`);
    for (const child of childrenOf(node)) {
      if (isText(child)) this.#pending += this.#visible(child.data, context).replace(/\s+/g, ' ');
      if (!isElement(child)) continue;
      const name = child.localName.toLowerCase();
      if (dropped.has(name) || this.#unread.has(child)) continue;
      const inner = this.#within(child, context);
      if (inner === undefined) this.#builder.leaveOut('hidden elements');
      else if (name === 'br') this.#pending += '\n';
      else {
        const gap = blocks.has(name) ? ' ' : '';
        this.#pending += gap;
        this.#inline(child, inner);
        this.#pending += gap;
      }
    }
  }

  #preformatted(node: HtmlNode, context: Context): string {
    if (context.depth > this.#builder.limits.depth)
      throw new ParseProblem(`holds elements more than ${this.#builder.limits.depth} deep`);
    let text = '';
    for (const child of childrenOf(node)) {
      if (isText(child)) text += this.#visible(child.data, context);
      if (!isElement(child) || dropped.has(child.localName) || this.#unread.has(child)) continue;
      const inner = this.#within(child, context);
      if (inner === undefined) this.#builder.leaveOut('hidden elements');
      else text += child.localName === 'br' ? '\n' : this.#preformatted(child, inner);
    }
    return text;
  }

  #table(table: HtmlElement, context: Context): void {
    // A table that holds tables or headings arranges a page; its cells are read one after the other.
    if (holds(table, layout, this.#builder.limits.depth)) {
      this.#children(table, context);
      return;
    }
    const partOf = this.#builder.newGroup();
    this.#rows(table, context, partOf, false);
  }

  #rows(node: HtmlElement, context: Context, partOf: number, isHead: boolean): void {
    for (const child of childrenOf(node)) {
      if (!isElement(child) || dropped.has(child.localName)) continue;
      const inner = this.#within(child, context);
      if (inner === undefined) this.#builder.leaveOut('hidden elements');
      else if (child.localName === 'caption') this.#builder.add('paragraph', this.#textOf(child, inner));
      else if (child.localName === 'tr') this.#row(child, inner, partOf, isHead);
      else this.#rows(child, inner, partOf, isHead || child.localName === 'thead');
    }
  }

  #row(row: HtmlElement, context: Context, partOf: number, isHead: boolean): void {
    const cells: string[] = [];
    let isHeader = true;
    for (const cell of childrenOf(row)) {
      if (!isElement(cell) || (cell.localName !== 'td' && cell.localName !== 'th')) continue;
      const inner = this.#within(cell, context);
      if (inner === undefined) this.#builder.leaveOut('hidden elements');
      cells.push(inner === undefined ? '' : this.#textOf(cell, inner));
      if (cell.localName === 'td') isHeader = false;
    }
    this.#builder.addRow(cells, partOf, isHead || (isHeader && cells.length > 0) ? { isHeader: true } : {});
  }

  /** What holds within an element; undefined when it is hidden from readers. */
  #within(element: HtmlElement, outer: Context): Context | undefined {
    const style = element.getAttribute('style');
    const says = {
      ...(element.getAttribute('hidden') !== null && { display: true }),
      ...this.#styles.of(element),
      ...(style !== null && parseDeclarations(style)),
    };
    if (hides(says)) return undefined;
    const depth = outer.depth + 1;
    const colour = says.colour ?? attributePaint(element, 'color') ?? outer.colour;
    const ground = says.background ?? attributePaint(element, 'bgcolor');
    const background = ground === undefined || ground === 'transparent' ? outer.background : ground;
    return { ...outer, depth, colour, background };
  }

  /** A text as it is read: nothing, when it has the colour of what it stands on. */
  #visible(data: string, { colour, background }: Context): string {
    if (!isLost(colour, background) || data.trim() === '') return data;
    this.#builder.leaveOut('hidden elements');
    return '';
  }
}

function attributePaint(element: HtmlElement, name: string): Paint | undefined {
  const value = element.getAttribute(name);
  return value === null ? undefined : parsePaint(value);
}

const layout = new Set(['table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre']);

function holds(node: HtmlNode, names: ReadonlySet<string>, depth: number): boolean {
  if (depth < 0) return false;
  for (const child of childrenOf(node))
    if (isElement(child) && (names.has(child.localName) || holds(child, names, depth - 1))) return true;
  return false;
}
