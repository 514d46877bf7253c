/** PDF: the text that stands on its pages, put together to paragraphs. Draws nothing, runs no script, reads no picture. */
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { ParseProblem } from '../parse-problem.ts';
import { bodySize, joinLines, pageBlocks } from '../pdf/paragraphs.ts';
import { type TextLine, type TextPiece, textLines } from '../pdf/text-lines.ts';

/** Smaller letters cannot be read by a person, in points. */
const unreadablePt = 1;

export const pdfParser: DocumentParser = {
  name: 'pdf',
  accepts: (name, head) =>
    endingOf(name) === 'pdf' ||
    (endingOf(name) === '' && Buffer.from(head.subarray(0, 5)).toString('latin1') === '%PDF-'),
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    if (bytes.length === 0) {
      builder.note('the file is empty');
      return builder.finish();
    }
    const pdf = await open(bytes);
    try {
      if (pdf.numPages > limits.pages) throw new ParseProblem(`holds more than ${limits.pages} pages`);
      const pages: TextLine[][] = [];
      for (let number = 1; number <= pdf.numPages; number++) {
        const page = await pdf.getPage(number);
        const { items } = await page.getTextContent();
        pages.push(textLines(piecesOf(items as readonly PdfItem[], builder)));
        page.cleanup();
      }
      addPages(pages, builder);
      const about = await pdf.getMetadata().catch(() => undefined);
      const { Title, ...rest } = (about?.info ?? {}) as Record<string, unknown>;
      const document = { ...builder.finish(Title, propertiesOf(rest)), pageCount: pdf.numPages };
      return document.text === '' && pdf.numPages > 0
        ? { ...document, notes: [...document.notes, 'no text on any page: they may be pictures'] }
        : document;
    } finally {
      await pdf.loadingTask.destroy();
    }
  },
};

async function open(bytes: Uint8Array) {
  const { getDocumentProxy } = await import('unpdf');
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
      maxImageSize: 2 ** 20,
      verbosity: 0,
    });
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'PasswordException')
      throw new ParseProblem('is encrypted: it needs a password', { cause: error });
    throw new ParseProblem(`is a broken PDF: ${message}`, { cause: error });
  }
}

/** What `getTextContent` gives, without marks of structure. */
interface PdfItem {
  readonly str?: string;
  readonly transform?: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly hasEOL?: boolean;
}

function* piecesOf(items: readonly PdfItem[], builder: DocumentBuilder): Generator<TextPiece> {
  for (const { str, transform, width, height, hasEOL } of items) {
    if (str === undefined) continue;
    const [, , c = 0, d = 0, x = 0, y = 0] = transform ?? [];
    const size = Math.hypot(c, d) || height || 0;
    if (str.trim() !== '' && size < unreadablePt) {
      builder.leaveOut('hidden elements');
      continue;
    }
    yield { text: str, x, y, width: width ?? 0, size, endsLine: hasEOL ?? false };
  }
}

function addPages(pages: readonly (readonly TextLine[])[], builder: DocumentBuilder): void {
  const body = bodySize(pages.flat());
  if (body === undefined) return;
  const hyphenated = new Set<string>();
  for (const { text } of pages.flat())
    for (const [word] of text.matchAll(/\p{L}+-\p{L}+/gu)) hyphenated.add(word);
  for (const [index, lines] of pages.entries()) {
    let partOf: number | undefined;
    for (const block of pageBlocks(lines, body)) {
      partOf = block.kind === 'list-item' ? (partOf ?? builder.newGroup()) : undefined;
      builder.add(
        block.kind,
        joinLines(block.lines, (word) => hyphenated.has(word)),
        {
          page: index + 1,
          ...(block.level !== undefined && { level: block.level }),
          ...(partOf !== undefined && { partOf }),
        },
      );
    }
  }
}

const properties: Readonly<Record<string, string>> = {
  Author: 'author',
  Subject: 'subject',
  Keywords: 'keywords',
  CreationDate: 'created',
  ModDate: 'modified',
};

function propertiesOf(info: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, name] of Object.entries(properties)) {
    const value = info[key];
    if (typeof value !== 'string' || value.trim() === '') continue;
    const date = /^D:(\d{4})(\d{2})?(\d{2})?/.exec(value);
    found[name] = date === null ? value.trim() : date.slice(1).filter(Boolean).join('-');
  }
  return found;
}
