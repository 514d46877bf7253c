/** Makes the smallest DOCX, XLSX and PDF files that hold something, for tests. */
import { writeZip } from '../zip/write-zip.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const relationsOf = 'http://schemas.openxmlformats.org/package/2006/relationships';
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** An archive of the given parts, deflated. */
export function archiveOf(parts: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const entries = Object.entries(parts).map(
    ([name, part]) => [name, typeof part === 'string' ? Buffer.from(part) : part] as const,
  );
  return writeZip(new Map(entries), { deflate: true });
}

const relation = (id: string, type: string, target: string, mode = '') =>
  `<Relationship Id="${id}" Type="${officeRelations}/${type}" Target="${target}"${mode}/>`;
const relations = (...parts: string[]) =>
  `${declaration}<Relationships xmlns="${relationsOf}">${parts.join('')}</Relationships>`;

function contentTypes(overrides: Readonly<Record<string, string>>): string {
  const parts = Object.entries(overrides).map(
    ([name, type]) => `<Override PartName="/${name}" ContentType="${type}"/>`,
  );
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`;
}

export const paragraph = (text: string, properties = '', runProperties = '') =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}<w:r>${runProperties && `<w:rPr>${runProperties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A DOCX whose body is the given WordprocessingML; styles Heading1 and Heading2, and list 1 (bullets) are there. */
export function docxOf(body: string, parts: Readonly<Record<string, string>> = {}): Buffer {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const style = (level: number) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`;
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
  return archiveOf({
    '[Content_Types].xml': contentTypes({ 'word/document.xml': `${type}.document.main+xml` }),
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'word/document.xml')),
    'word/document.xml': `${declaration}<w:document ${w} xmlns:r="${officeRelations}"><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(
      relation('s1', 'styles', 'styles.xml'),
      relation('n1', 'numbering', 'numbering.xml'),
      relation('x1', 'image', 'file:///etc/passwd', ' TargetMode="External"'),
    ),
    'word/styles.xml': `${declaration}<w:styles ${w}>${style(1)}${style(2)}</w:styles>`,
    'word/numbering.xml': `${declaration}<w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    ...parts,
  });
}

/** An XLSX with one sheet of the given SpreadsheetML rows; style 1 is a date, style 2 a percentage. */
export function xlsxOf(
  rows: string,
  options: { readonly before?: string; readonly strings?: readonly string[] } = {},
): Buffer {
  return workbookOf([{ name: 'Prices', rows, ...options }], options.strings);
}

export function workbookOf(
  sheets: readonly {
    readonly name: string;
    readonly rows: string;
    readonly before?: string;
    readonly state?: string;
  }[],
  strings: readonly string[] = [],
): Buffer {
  const s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return archiveOf({
    '[Content_Types].xml': contentTypes({ 'xl/workbook.xml': `${type}.sheet.main+xml` }),
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `${declaration}<workbook ${s} xmlns:r="${officeRelations}"><sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="w${at}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...sheets.map((_, at) => relation(`w${at}`, 'worksheet', `worksheets/sheet${at}.xml`)),
      relation('t1', 'styles', 'styles.xml'),
      relation('t2', 'sharedStrings', 'sharedStrings.xml'),
    ),
    'xl/styles.xml': `${declaration}<styleSheet ${s}><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${declaration}<sst ${s}>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ rows, before = '' }, at) => [
        `xl/worksheets/sheet${at}.xml`,
        `${declaration}<worksheet ${s}>${before}<sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  });
}

export interface PdfText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A PDF with one page for each list of texts, in Helvetica on 612 × 792 points. */
export function pdfOf(pages: readonly (readonly PdfText[])[], title?: string): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const pageIds = pages.map((_, at) => 4 + 2 * at);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [at, texts] of pages.entries()) {
    const stream = texts
      .map(
        ({ text, x, y, size }) =>
          `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
      )
      .join('\n');
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * at} 0 R >>`,
    );
    add(`<< /Length ${Buffer.byteLength(stream)} >>\nstream\n${stream}\nendstream`);
  }
  if (title !== undefined) add(`<< /Title (${title}) >>`);
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const info = title === undefined ? '' : ` /Info ${objects.length} 0 R`;
  return Buffer.from(
    `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${info} >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}

const openDocument = ['office', 'text', 'table', 'style']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');

/** An ODT whose text is the given OpenDocument XML; `meta` likewise, with Dublin Core as `dc`. */
export function odtOf(body: string, meta = '', before = ''): Buffer {
  const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';
  return archiveOf({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `${before}<office:document-content ${openDocument}><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    'meta.xml': `<office:document-meta ${openDocument} ${dc}><office:meta>${meta}</office:meta></office:document-meta>`,
  });
}

/** A PPTX of slides with a title and one further text each. */
export function pptxOf(slides: readonly (readonly [title: string, text: string])[]): Buffer {
  const [drawing, slide] = ['drawingml', 'presentationml'].map(
    (name) => `http://schemas.openxmlformats.org/${name}/2006/main`,
  );
  const names = `xmlns:a="${drawing}" xmlns:p="${slide}" xmlns:r="${officeRelations}"`;
  const shape = (text: string, properties = '') =>
    `<p:sp><p:nvSpPr><p:cNvPr id="1" name="s"/><p:nvPr>${properties}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  const parts = slides.map(([title, text], at) => [
    `ppt/slides/slide${at + 1}.xml`,
    `<p:sld ${names}><p:cSld><p:spTree>${shape(title, '<p:ph type="title"/>')}${shape(text)}</p:spTree></p:cSld></p:sld>`,
  ]);
  const listed = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="r${at}"/>`).join('');
  return archiveOf({
    '[Content_Types].xml': contentTypes({
      'ppt/presentation.xml':
        'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml',
    }),
    'ppt/presentation.xml': `<p:presentation ${names}><p:sldIdLst>${listed}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ...slides.map((_, at) => relation(`r${at}`, 'slide', `slides/slide${at + 1}.xml`)),
    ),
    ...Object.fromEntries(parts),
  });
}
