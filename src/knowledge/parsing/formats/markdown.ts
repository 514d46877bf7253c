/** Markdown with GitHub's tables, front matter and all: rendered to HTML, of which the visible text is read. Follows no link. */
import { decodeText } from '../decode-text.ts';
import { DocumentBuilder, megabytes } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { readHtml } from '../html/read-html.ts';
import { lostReaders } from '../lost-metadata.ts';
import { ParseProblem } from '../parse-problem.ts';

const endings = new Set(['md', 'markdown', 'mdx', 'mkd', 'mdown']);
/** A line that says who may read; where it cannot be understood, it must not go unnoticed. */
const readersLine = /^\s*["']?readers["']?\s*:/im;
const frontMatter = /^---[^\S\n]*\n([\s\S]*?)\n?(?:---|\.\.\.)[^\S\n]*(?:\n|$)/;

export const markdownParser: DocumentParser = {
  name: 'markdown',
  accepts: (name) => endings.has(endingOf(name)),
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    const { text, note } = decodeText(bytes);
    if (note !== undefined) builder.note(note);
    if (text.length > limits.textBytes)
      throw new ParseProblem(`holds more than ${megabytes(limits.textBytes)} MB of text`);
    const source = text.replace(/\r\n?/g, '\n');
    const front = frontMatter.exec(source);
    const metadata = front === null ? undefined : await readFrontMatter(front[1] ?? '');
    if (front !== null && metadata === undefined)
      builder.note('its front matter is no YAML mapping and was read as text');
    if (
      metadata === undefined &&
      /^---[^\S\n]*\n/.test(source) &&
      readersLine.test(front?.[1] ?? source.slice(0, 4096))
    )
      builder.note(lostReaders);
    const { Marked } = await import('marked');
    const body = metadata === undefined ? source : source.slice(front?.[0].length ?? 0);
    const marked = new Marked({ gfm: true, async: false }).use({
      // `[^1]: note` is a footnote and to be read, not the target of a link. False leaves a line to the library.
      tokenizer: { def: (line) => (/^ {0,3}\[\^/.test(line) ? undefined : false) },
    });
    const html = marked.parse(body) as string;
    await readHtml(html, builder);
    return builder.finish(metadata?.title, metadata);
  },
};

/** Undefined when it is no YAML, or no mapping. */
async function readFrontMatter(source: string): Promise<{ readonly title?: unknown } | undefined> {
  const { parse } = await import('yaml');
  try {
    const value: unknown =
      source.trim() === '' ? {} : parse(source, { maxAliasCount: 100, logLevel: 'error' });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
