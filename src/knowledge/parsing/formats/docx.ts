/**
 * DOCX: the library turns it into HTML, of which the visible text is read. The library is given a new archive of the XML parts alone, all
 * unpacked under our limits, without pictures, links to files, or runs that Word hides.
 */
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { readHtml } from '../html/read-html.ts';
import { ParseProblem } from '../parse-problem.ts';
import { readXml } from '../xml-events.ts';
import { openOfficeArchive, readPart, readProperties } from '../zip/office-archive.ts';
import { writeZip } from '../zip/write-zip.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';

const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];
/** The arrows that lead from a note back to where it is named. */
const backLinks = 'a[href^="#footnote-ref"], a[href^="#endnote-ref"], a[href^="#comment-ref"]';

export const docxParser: DocumentParser = {
  name: 'docx',
  accepts: (name) => endingOf(name) === 'docx' || endingOf(name) === 'docm',
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    const archive = openOfficeArchive(bytes, builder, 'DOCX');
    if (archive === undefined) return builder.finish();
    const { title, ...properties } = readProperties(archive, limits);
    const buffer = repack(archive, builder);
    const { default: mammoth } = await import('mammoth');
    const { value: html } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    );
    await readHtml(html, builder, { leaveOut: backLinks });
    return builder.finish(title, properties);
  },
};

function repack(archive: ZipArchive, builder: DocumentBuilder): Buffer {
  const parts = new Map<string, Uint8Array>();
  for (const { name } of archive.entries) {
    if (!/\.(?:xml|rels)$/i.test(name) || parts.has(name)) continue;
    const xml = readPart(archive, name) ?? '';
    // Refuses document types, and elements too deep for a reader that descends.
    readXml(xml, {}, builder.limits.depth);
    parts.set(name, Buffer.from(name.startsWith('word/') ? withoutHidden(xml, builder) : xml));
  }
  if (!parts.has('[Content_Types].xml') && !parts.has('word/document.xml'))
    throw new ParseProblem('is no DOCX file');
  return writeZip(parts);
}

const run = /<w:r(?:\s[^>]*)?>(?:(?!<w:r[\s>])[\s\S])*?<\/w:r>/g;
const isOff = (element: string) => /w:val="(?:0|false|off)"/.test(element);
/** White text may well stand on something dark; where anything is coloured, it is taken as seen. */
const coloured = /<w:shd\b[^>]*w:fill="(?!auto|FFFFFF)|<w:highlight\b|solidFill|fillcolor=|<w:background\b/i;

function withoutHidden(xml: string, builder: DocumentBuilder): string {
  if (!/<w:(?:vanish|color|sz)\b/.test(xml)) return xml;
  const isPlain = !coloured.test(xml);
  return xml.replace(run, (whole) => {
    const properties = /<w:rPr>([\s\S]*?)<\/w:rPr>/.exec(whole)?.[1];
    if (properties === undefined || !/<w:t[\s>]/.test(whole)) return whole;
    const vanish = /<w:vanish\b[^>]*>/.exec(properties)?.[0];
    const isWhite = isPlain && /<w:color\b[^>]*w:val="FFFFFF"/i.test(properties);
    const halfPoints = /<w:sz\b[^>]*w:val="(\d+)"/.exec(properties)?.[1];
    const isTiny = halfPoints !== undefined && Number(halfPoints) <= 2;
    if (!isWhite && !isTiny && (vanish === undefined || isOff(vanish))) return whole;
    builder.leaveOut('hidden elements');
    return '';
  });
}
