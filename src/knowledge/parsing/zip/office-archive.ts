/** What the formats of Office share: an archive of XML parts that refer to each other, and what the file says of itself. */
import type { DocumentBuilder } from '../document-builder.ts';
import { ParseProblem } from '../parse-problem.ts';
import type { ParsingLimits } from '../parsing-limits.ts';
import { readXml, xmlAttribute } from '../xml-events.ts';
import { looksLikeZip, ZipArchive } from './zip-archive.ts';

const oleMark = [0xd0, 0xcf, 0x11, 0xe0];

/** Opens the archive; undefined for an empty file. Throws `ParseProblem` when it is none, or an encrypted one. */
export function openOfficeArchive(
  bytes: Uint8Array,
  builder: DocumentBuilder,
  format: string,
): ZipArchive | undefined {
  if (bytes.length === 0) {
    builder.note('the file is empty');
    return undefined;
  }
  if (oleMark.every((byte, at) => bytes[at] === byte))
    throw new ParseProblem('is encrypted, or in the older binary format of Office');
  if (!looksLikeZip(bytes)) throw new ParseProblem(`is no ${format} file`);
  return new ZipArchive(bytes, builder.limits);
}

/** The text of an XML part; undefined when the archive has none of that name. */
export function readPart(archive: ZipArchive, name: string): string | undefined {
  const entry = archive.find(name);
  if (entry === undefined) return undefined;
  const data = archive.read(entry);
  const encoding =
    data[0] === 0xff && data[1] === 0xfe
      ? 'utf-16le'
      : data[0] === 0xfe && data[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(data);
}

/** Relations of a part by their id. Those to anything outside of the archive are left out. */
export function readRelations(
  archive: ZipArchive,
  part: string,
  limits: ParsingLimits,
): ReadonlyMap<string, { readonly type: string; readonly target: string }> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const xml = readPart(archive, `${folder}_rels/${part.slice(slash + 1)}.rels`) ?? '';
  const relations = new Map<string, { type: string; target: string }>();
  readXml(
    xml,
    {
      open(name, attributes) {
        if (name !== 'Relationship' || xmlAttribute(attributes, 'TargetMode') === 'External') return;
        const id = xmlAttribute(attributes, 'Id');
        const target = xmlAttribute(attributes, 'Target');
        if (id === undefined || target === undefined) return;
        const type = xmlAttribute(attributes, 'Type')?.split('/').at(-1) ?? '';
        relations.set(id, {
          type,
          target: target.startsWith('/') ? target.slice(1) : joinPart(folder, target),
        });
      },
    },
    limits.depth,
  );
  return relations;
}

/** `..` within an archive leads to another entry of it, never out of it. */
function joinPart(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

const properties: Readonly<Record<string, string>> = {
  title: 'title',
  creator: 'author',
  subject: 'subject',
  description: 'description',
  keywords: 'keywords',
  language: 'language',
  created: 'created',
  modified: 'modified',
};

/** Title, author, dates … as far as the file names them. */
export function readProperties(archive: ZipArchive, limits: ParsingLimits): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let key: string | undefined;
  readXml(
    readPart(archive, 'docProps/core.xml') ?? '',
    {
      open(name) {
        key = Object.hasOwn(properties, name) ? properties[name] : undefined;
      },
      text(text) {
        if (key !== undefined && text.trim() !== '') found[key] = text.trim();
      },
      close() {
        key = undefined;
      },
    },
    limits.depth,
  );
  return found;
}
