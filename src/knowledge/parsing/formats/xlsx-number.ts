/** How a spreadsheet shows a number: as one, as a percentage, or as a date. Other formats (currency, digits) are not imitated. */
import { readXml, xmlAttribute } from '../xml-events.ts';

export type CellFormat = 'number' | 'percent' | 'date';

const percentIds = new Set([9, 10]);
/** Built-in number formats of ECMA-376 part 1, 18.8.30, that show dates or times. */
const isDateId = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

function formatOfCode(code: string): CellFormat {
  const bare = code.replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_./gi, '');
  if (/[ymdhs]/i.test(bare.replace(/general/gi, ''))) return 'date';
  return bare.includes('%') ? 'percent' : 'number';
}

/** The format of each cell style, by its index, from the styles part. */
export function cellFormats(xml: string, depth: number): CellFormat[] {
  const codes = new Map<number, CellFormat>();
  const formats: CellFormat[] = [];
  let isCells = false;
  readXml(
    xml,
    {
      open(name, attributes) {
        const id = Number(xmlAttribute(attributes, 'numFmtId') ?? 0);
        if (name === 'numFmt') codes.set(id, formatOfCode(xmlAttribute(attributes, 'formatCode') ?? ''));
        else if (name === 'cellXfs') isCells = true;
        else if (name === 'xf' && isCells)
          formats.push(codes.get(id) ?? (isDateId(id) ? 'date' : percentIds.has(id) ? 'percent' : 'number'));
      },
      close(name) {
        if (name === 'cellXfs') isCells = false;
      },
    },
    depth,
  );
  return formats;
}

const dayMs = 86_400_000;
/** Day 0 of serial dates from March 1900 on: the format counts a 29 February 1900 that never was. */
const epoch1900 = Date.UTC(1899, 11, 30);
const epoch1904 = Date.UTC(1904, 0, 1);
const lastSerial = 2_958_465;

/** The shown form of a stored number: 15 digits, percentages with their sign, dates as `2026-11-21`, with time where they have one. */
export function formatNumber(raw: string, format: CellFormat | undefined, is1904: boolean): string {
  const value = Number(raw);
  if (!Number.isFinite(value)) return raw;
  if (format === 'percent') return `${fifteenDigits(value * 100)}%`;
  if (format !== 'date' || value < 0 || value > lastSerial) return fifteenDigits(value);
  const seconds = Math.round(value * 86_400);
  if (seconds < 86_400 && !is1904) return isoTime(new Date(seconds * 1000));
  const beforeLeap = !is1904 && value < 60 ? dayMs : 0;
  const date = new Date((is1904 ? epoch1904 : epoch1900) + seconds * 1000 + beforeLeap);
  const day = date.toISOString().slice(0, 10);
  return seconds % 86_400 === 0 ? day : `${day} ${isoTime(date)}`;
}

function isoTime(date: Date): string {
  const time = date.toISOString().slice(11, 19);
  return time.endsWith(':00') ? time.slice(0, 5) : time;
}

const fifteenDigits = (value: number) => String(Number(value.toPrecision(15)));
