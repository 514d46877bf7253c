/**
 * Slides, OpenDocument, RTF and EPUB, by a library that whoever has such files installs: it turns them into HTML, of which the visible
 * text is read. It is given an archive of the texts alone, all unpacked under our limits, and no pictures.
 */
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { readHtml } from '../html/read-html.ts';
import { ParseProblem } from '../parse-problem.ts';
import { readXml } from '../xml-events.ts';
import { openOfficeArchive, readPart } from '../zip/office-archive.ts';
import { writeZip } from '../zip/write-zip.ts';

const endings = ['pptx', 'odt', 'odp', 'ods', 'rtf', 'epub'] as const;
type Ending = (typeof endings)[number];

export const officeParser: DocumentParser = {
  name: 'office',
  accepts: (name) => isOffice(endingOf(name)),
  async parse(bytes, name, limits) {
    const builder = new DocumentBuilder(limits);
    const ending = endingOf(name);
    if (!isOffice(ending)) throw new ParseProblem('is of no format that can be read');
    const source = ending === 'rtf' ? rtfOf(bytes) : textsOf(bytes, ending, builder);
    if (source === undefined) return builder.finish();
    const { parseOffice } = await library();
    const office = await parseOffice(source, { fileType: ending });
    const { value: html } = await office.to('html', {
      includeImages: false,
      includeCharts: false,
      htmlConfig: { standalone: false },
    });
    await readHtml(html as string, builder);
    const { title, author, description, subject, created, modified } = office.metadata;
    return builder.finish(title, { author, description, subject, created, modified });
  },
};

function isOffice(ending: string): ending is Ending {
  return (endings as readonly string[]).includes(ending);
}

async function library() {
  try {
    return await import('officeparser');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ParseProblem('needs the package officeparser to be read: npm install officeparser@8');
  }
}

function rtfOf(bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes);
  if (!file.subarray(0, 5).equals(Buffer.from('{\\rtf'))) throw new ParseProblem('is no RTF file');
  return file;
}

/** The archive again, of the texts alone; undefined for an empty file. */
function textsOf(bytes: Uint8Array, ending: Ending, builder: DocumentBuilder): Buffer | undefined {
  const archive = openOfficeArchive(bytes, builder, ending.toUpperCase());
  if (archive === undefined) return undefined;
  const parts = new Map<string, Uint8Array>();
  for (const entry of archive.entries) {
    const { name } = entry;
    if (parts.has(name)) continue;
    if (name === 'mimetype') parts.set(name, archive.read(entry));
    if (!/\.(?:xml|rels|opf|ncx|x?html?)$/i.test(name)) continue;
    const text = readPart(archive, name) ?? '';
    // Refuses document types, and elements too deep for a reader that descends.
    if (/\.(?:xml|rels|opf)$/i.test(name)) readXml(text, {}, builder.limits.depth);
    parts.set(name, Buffer.from(text));
  }
  return writeZip(parts);
}
