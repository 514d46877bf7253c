/** XLSX: sheets as headings, their rows as table rows, with values as last calculated. Evaluates no formula, follows no link. */
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { looksLikeHeader } from '../header-row.ts';
import { ParseProblem } from '../parse-problem.ts';
import { readXml, xmlAttribute } from '../xml-events.ts';
import { openOfficeArchive, readPart, readProperties, readRelations } from '../zip/office-archive.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { type CellFormat, cellFormats, formatNumber } from './xlsx-number.ts';

const widestSheet = 16_384;

export const xlsxParser: DocumentParser = {
  name: 'xlsx',
  accepts: (name) => endingOf(name) === 'xlsx' || endingOf(name) === 'xlsm',
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    const archive = openOfficeArchive(bytes, builder, 'XLSX');
    if (archive === undefined) return builder.finish();
    const { title, ...properties } = readProperties(archive, limits);
    const book = readBook(archive, builder);
    for (const sheet of book.sheets) {
      if (sheet.isHidden) builder.leaveOut('hidden sheets');
      else new SheetReader(builder, sheet.name, book).read(readPart(archive, sheet.part) ?? '');
    }
    return builder.finish(title, properties);
  },
};

interface Book {
  readonly sheets: readonly { readonly name: string; readonly part: string; readonly isHidden: boolean }[];
  readonly strings: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly is1904: boolean;
}

function readBook(archive: ZipArchive, builder: DocumentBuilder): Book {
  const { limits } = builder;
  const root = [...readRelations(archive, '', limits).values()].find(({ type }) => type === 'officeDocument');
  const part = root?.target ?? 'xl/workbook.xml';
  const xml = readPart(archive, part);
  if (xml === undefined) throw new ParseProblem('is no XLSX file');
  const relations = readRelations(archive, part, limits);
  const sheets: { name: string; part: string; isHidden: boolean }[] = [];
  let is1904 = false;
  readXml(
    xml,
    {
      open(name, attributes) {
        if (name === 'workbookPr') is1904 = /^(?:1|true)$/.test(xmlAttribute(attributes, 'date1904') ?? '');
        if (name !== 'sheet') return;
        const target = relations.get(xmlAttribute(attributes, 'id') ?? '');
        if (target?.type !== 'worksheet') return;
        const isHidden = /hidden/i.test(xmlAttribute(attributes, 'state') ?? '');
        sheets.push({ name: xmlAttribute(attributes, 'name') ?? '', part: target.target, isHidden });
      },
    },
    limits.depth,
  );
  const partOf = (type: string) => {
    const target = [...relations.values()].find((relation) => relation.type === type)?.target;
    return target === undefined ? '' : (readPart(archive, target) ?? '');
  };
  const strings = readStrings(partOf('sharedStrings'), builder);
  return { sheets, strings, formats: cellFormats(partOf('styles'), limits.depth), is1904 };
}

function readStrings(xml: string, { limits }: DocumentBuilder): string[] {
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let phonetic = 0;
  readXml(
    xml,
    {
      open(name) {
        if (name === 'si') text = '';
        else if (name === 't') isText = true;
        else if (name === 'rPh') phonetic += 1;
      },
      close(name) {
        if (name === 'si') strings.push(text);
        else if (name === 't') isText = false;
        else if (name === 'rPh') phonetic -= 1;
      },
      text(part) {
        if (isText && phonetic === 0) text += part;
      },
    },
    limits.depth,
  );
  return strings;
}

/** Column from 0 of a reference such as `AB12`; undefined when it names none. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})/i.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

class SheetReader {
  readonly #builder: DocumentBuilder;
  readonly #book: Book;
  readonly #name: string;
  readonly #hiddenColumns = new Set<number>();
  #group: number;
  /** The first row of a table, kept until the next one tells whether it names columns. */
  #first: string[] | undefined;
  #isFirstAdded = false;
  #isNamed = false;
  #lastRow = 0;
  #emptyCells = 0;

  constructor(builder: DocumentBuilder, name: string, book: Book) {
    this.#builder = builder;
    this.#book = book;
    this.#name = name;
    this.#group = builder.newGroup();
  }

  read(xml: string): void {
    let cells: string[] = [];
    let isHiddenRow = false;
    let rowNumber = 0;
    let column = 0;
    let type = 'n';
    let style = 0;
    let value = '';
    let reading = false;
    let phonetic = 0;
    readXml(
      xml,
      {
        open: (name, attributes) => {
          if (name === 'col') this.#column(attributes);
          else if (name === 'row') {
            cells = [];
            column = -1;
            rowNumber = Number(xmlAttribute(attributes, 'r') ?? rowNumber + 1);
            isHiddenRow = /^(?:1|true)$/.test(xmlAttribute(attributes, 'hidden') ?? '');
          } else if (name === 'c') {
            column = columnOf(xmlAttribute(attributes, 'r')) ?? column + 1;
            type = xmlAttribute(attributes, 't') ?? 'n';
            style = Number(xmlAttribute(attributes, 's') ?? 0);
            value = '';
          } else if (name === 'v' || name === 't') reading = true;
          else if (name === 'rPh') phonetic += 1;
        },
        close: (name) => {
          if (name === 'v' || name === 't') reading = false;
          else if (name === 'rPh') phonetic -= 1;
          else if (name === 'c') this.#cell(cells, column, this.#shown(type, style, value));
          else if (name === 'row') {
            if (isHiddenRow) this.#builder.leaveOut('hidden rows', cells.some((cell) => cell !== '') ? 1 : 0);
            else this.#row(cells, rowNumber);
          }
        },
        text: (text) => {
          if (reading && phonetic === 0) value += text;
        },
      },
      this.#builder.limits.depth,
    );
    this.#finishTable();
  }

  #column(attributes: string): void {
    if (!/^(?:1|true)$/.test(xmlAttribute(attributes, 'hidden') ?? '')) return;
    const from = Number(xmlAttribute(attributes, 'min'));
    const to = Math.min(widestSheet, Number(xmlAttribute(attributes, 'max')));
    for (let column = from; column <= to; column++) this.#hiddenColumns.add(column - 1);
  }

  #cell(cells: string[], column: number, text: string): void {
    if (text === '' || column >= widestSheet) return;
    if (this.#hiddenColumns.has(column)) {
      this.#builder.leaveOut('hidden cells');
      return;
    }
    this.#emptyCells += Math.max(0, column - cells.length);
    if (this.#emptyCells > this.#builder.limits.cells)
      throw new ParseProblem(`holds more than ${this.#builder.limits.cells} cells`);
    while (cells.length < column) cells.push('');
    cells[column] = text;
  }

  #shown(type: string, style: number, value: string): string {
    if (type === 's') return this.#book.strings[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : value;
    if (type === 'n' && value !== '')
      return formatNumber(value, this.#book.formats[style], this.#book.is1904);
    return value;
  }

  #row(cells: string[], rowNumber: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    // An empty row ends a table.
    if (rowNumber > this.#lastRow + 1) this.#finishTable();
    this.#lastRow = rowNumber;
    if (!this.#isNamed) {
      this.#builder.add('heading', this.#name, { level: 1 });
      this.#isNamed = true;
    }
    if (this.#first === undefined) {
      this.#first = cells;
      this.#isFirstAdded = false;
      return;
    }
    this.#addFirst(cells);
    this.#builder.addRow(cells, this.#group);
  }

  #addFirst(next: string[] | undefined): void {
    if (this.#first === undefined || this.#isFirstAdded) return;
    const isHeader = looksLikeHeader(this.#first, next);
    this.#builder.addRow(this.#first, this.#group, isHeader ? { isHeader } : {});
    this.#isFirstAdded = true;
  }

  #finishTable(): void {
    this.#addFirst(undefined);
    if (this.#first !== undefined) this.#group = this.#builder.newGroup();
    this.#first = undefined;
  }
}
