/** Files that are made to cost whoever parses them time, memory or a crash, each made when asked for. Knows no parser. */
import { deflateSync } from 'node:zlib';
import { archiveOf, docxOf, paragraph, xlsxOf } from '../../src/knowledge/parsing/testing/sample-files.ts';

const mb = 2 ** 20;
const zeros = (bytes: number) => Buffer.alloc(bytes);

/** By file name. */
export const bombs: Readonly<Record<string, () => string | Uint8Array>> = {
  // Archives
  'one-entry.zip': () => archiveOf({ 'a.txt': zeros(300 * mb) }),
  'many-large-entries.zip': () =>
    archiveOf(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}.txt`, zeros(12 * mb)]))),
  'many-entries.zip': () =>
    archiveOf(Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`${n}.txt`, 'x']))),
  'same-bytes-many-times.zip': () => overlapping(20_000),
  'nested.zip': () => {
    let inner = archiveOf({ 'a.txt': 'deep' });
    for (let depth = 0; depth < 50; depth++) inner = archiveOf({ 'inner.zip': inner });
    return inner;
  },
  'size-that-lies.zip': lyingSize,
  'names.zip': () =>
    archiveOf({
      '../../etc/passwd.txt': 'x',
      '/etc/passwd.txt': 'x',
      'a\\..\\b.txt': 'x',
      'n\u0000.txt': 'x',
    }),
  'cut.zip': () => archiveOf({ 'a.txt': 'x'.repeat(1000) }).subarray(0, 40),

  // XML
  'entities.docx': () => withPrologue(laughs, '&i;'),
  'long-entity.docx': () =>
    withPrologue(`<!DOCTYPE x [<!ENTITY a "${'a'.repeat(100_000)}">]>`, '&a;'.repeat(50_000)),
  'external-entity.docx': () => withPrologue('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '&a;'),
  'entities.xlsx': () => {
    const rows = '<row r="1"><c r="A1" t="str"><v>&i;</v></c></row>';
    return archiveOf({
      'xl/workbook.xml': `<?xml version="1.0"?>${laughs}<workbook><sheets><sheet name="&i;" sheetId="1"/></sheets></workbook>`,
      'xl/worksheets/sheet0.xml': `<?xml version="1.0"?>${laughs}<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    });
  },
  'deep-tables.docx': () =>
    docxOf(`${'<w:tbl><w:tr><w:tc>'.repeat(20_000)}${'</w:tc></w:tr></w:tbl>'.repeat(20_000)}`),
  'many-paragraphs.docx': () => docxOf(paragraph('word '.repeat(10)).repeat(400_000)),
  'styles-in-a-circle.docx': () =>
    docxOf(paragraph('x', '<w:pStyle w:val="A"/>'), {
      'word/styles.xml':
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>',
    }),

  // Tables
  'million-rows.xlsx': () =>
    xlsxOf(
      Array.from(
        { length: 1_000_000 },
        (_, n) => `<row r="${n + 1}"><c r="A${n + 1}"><v>${n * 7919}</v></c></row>`,
      ).join(''),
    ),
  'far-cell.xlsx': () => xlsxOf('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
  'no-such-string.xlsx': () =>
    xlsxOf('<row r="1"><c r="A1" t="s"><v>999999999999</v></c><c r="B1" t="s"><v>-1</v></c></row>'),
  'five-million-cells.csv': () => 'a,b,c,d,e\n'.repeat(1_000_000),
  'one-open-quote.csv': () => `"${'a,b\n'.repeat(5_000_000)}`,
  'wide.csv': () => `${'a,'.repeat(3_000_000)}\nx`,
  'wide-span.html': () => '<table><tr><td colspan="1000000000" rowspan="1000000000">x</table>'.repeat(1_000),
  'million-cells.html': () => `<table>${`<tr>${'<td>x'.repeat(100)}`.repeat(20_000)}</table>`,
  'long-table.md': () => `| a | b |\n|---|---|\n${'| x | y |\n'.repeat(800_000)}`,

  // Nesting
  'deep.html': () => '<div>'.repeat(1_000_000),
  'deep-inline.html': () => '<b><i>'.repeat(500_000),
  'deep-lists.html': () => '<ul><li>'.repeat(300_000),
  'unclosed-tables.html': () => '<table>'.repeat(300_000),
  'quotes.md': () => `${'> '.repeat(200_000)}x`,
  'lists.md': () => Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(2 * depth)}- x`).join('\n'),
  'deep-front-matter.md': () => `---\na: ${'['.repeat(100_000)}\n---\nx`,
  'aliases.md': () => {
    const names = [...'abcdefghi'];
    const lines = names.map(
      (name, n) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => (n === 0 ? 'lol' : `*${names[n - 1]}`)).join(', ')}]`,
    );
    return `---\n${lines.join('\n')}\n---\nx`;
  },

  // What makes patterns and scanners go back and forth
  'brackets.md': () => '['.repeat(500_000),
  'images.md': () => '![a]('.repeat(300_000),
  'stars.md': () => '*a **b '.repeat(300_000),
  'underscores.md': () => `${'_'.repeat(500_000)}a`,
  'backticks.md': () => Array.from({ length: 2_000 }, (_, n) => '`'.repeat(n)).join(' '),
  'links.md': () => `${'[a]: b\n'.repeat(200_000)}`,
  'comments.html': () => '<!--'.repeat(2_000_000),
  'cdata.html': () => '<![CDATA['.repeat(1_000_000),
  'attributes.html': () => `<p ${Array.from({ length: 500_000 }, (_, n) => `a${n}=b`).join(' ')}>x`,
  'styles.html': () =>
    `<style>${Array.from({ length: 20_000 }, (_, n) => `.c${n} .d${n} > p:not(.e):nth-child(2n+1) { color: white }`).join('\n')}</style>${Array.from({ length: 20_000 }, (_, n) => `<p class="c${n} d${n}">x`).join('')}`,
  'references.html': () => '&#x41;&amp;&notanentity;'.repeat(1_000_000),
  'one-line.txt': () => Buffer.alloc(45 * mb, 'word '),
  'no-space.txt': () => 'a'.repeat(9 * mb),
  'blank-lines.txt': () => '\n'.repeat(9 * mb),
  'too-large.txt': () => zeros(51 * mb),
  'invisible.md': () => '\u200b\u{e0041}\u2063'.repeat(1_000_000),
  'combining.txt': () => `a${'\u0301'.repeat(2_000_000)}`,

  // PDF
  'pages-in-a-circle.pdf': () => pdf('<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>'),
  'million-pages.pdf': () =>
    pdf(`<< /Type /Pages /Kids [${'3 0 R '.repeat(300_000)}] /Count 1000000 >>`, page('')),
  'false-count.pdf': () => pdf('<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>', page('')),
  'deep-arrays.pdf': () => pdf(`<< /Type /Pages /Kids ${'['.repeat(500_000)} /Count 1 >>`),
  'flate.pdf': () =>
    pdf(onePage, page('/Contents 4 0 R'), stream('/Filter /FlateDecode', deflateSync(zeros(400 * mb)))),
  'flate-twice.pdf': () =>
    pdf(
      onePage,
      page('/Contents 4 0 R'),
      stream('/Filter [/FlateDecode /FlateDecode]', deflateSync(deflateSync(zeros(800 * mb)))),
    ),
  'form-in-itself.pdf': () =>
    pdf(
      onePage,
      page('/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>'),
      stream(
        '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>',
        Buffer.from('/F Do /F Do'),
      ),
      stream('', Buffer.from('/F Do')),
    ),
  'operators.pdf': () =>
    pdf(
      onePage,
      page('/Contents 4 0 R'),
      stream('/Filter /FlateDecode', deflateSync(Buffer.from('BT (a) Tj ET q Q '.repeat(1_500_000)))),
    ),
  'tables-in-a-circle.pdf': () =>
    `%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF`,
  'reference-to-itself.pdf': () => pdf('2 0 R'),
  'half.pdf': () => pdf(onePage, page('')).subarray(0, 60),
  'nothing.pdf': () => '',
  'noise.pdf': () => noise,
  'noise.docx': () => noise,
  'noise.xlsx': () => noise,
  'noise.html': () => noise,
  'noise.md': () => noise,
  'noise.csv': () => noise,
};

/** Nine levels of ten. */
const laughs = `<!DOCTYPE x [<!ENTITY a "lol">${[...'bcdefghi'].map((name, n) => `<!ENTITY ${name} "${`&${'abcdefgh'[n]};`.repeat(10)}">`).join('')}]>`;
const noise = Uint8Array.from(
  { length: 2 * mb },
  (_, n) => (Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) >>> 13) & 255,
);

function withPrologue(doctype: string, text: string): Buffer {
  const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return docxOf('', {
    'word/document.xml': `<?xml version="1.0"?>${doctype}<w:document ${namespace}><w:body>${paragraph(text)}</w:body></w:document>`,
  });
}

/** A directory whose entries all lead to one and the same packed megabyte. */
function overlapping(entries: number): Buffer {
  const one = archiveOf({ 'a.txt': zeros(mb) });
  const end = one.length - 22;
  const start = one.readUInt32LE(end + 16);
  const directory = Buffer.concat(Array.from({ length: entries }, () => one.subarray(start, end)));
  const last = Buffer.from(one.subarray(end));
  last.writeUInt16LE(entries, 8);
  last.writeUInt16LE(entries, 10);
  last.writeUInt32LE(directory.length, 12);
  return Buffer.concat([one.subarray(0, start), directory, last]);
}

/** Says ten bytes and unpacks to many. */
function lyingSize(): Buffer {
  const archive = archiveOf({ 'a.txt': zeros(200 * mb) });
  const directory = archive.readUInt32LE(archive.length - 22 + 16);
  archive.writeUInt32LE(10, directory + 24);
  archive.writeUInt32LE(10, 22);
  return archive;
}

const onePage = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
const page = (more: string) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] ${more} >>`;

function stream(entries: string, data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

/** Objects from number 2; number 1 is the catalogue, and there is no table of them, which readers make up for. */
function pdf(...objects: readonly (string | Buffer)[]): Buffer {
  const numbered = ['<< /Type /Catalog /Pages 2 0 R >>', ...objects].flatMap((body, n) => [
    Buffer.from(`${n + 1} 0 obj\n`),
    Buffer.from(body),
    Buffer.from('\nendobj\n'),
  ]);
  return Buffer.concat([
    Buffer.from('%PDF-1.4\n'),
    ...numbered,
    Buffer.from('trailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  ]);
}
