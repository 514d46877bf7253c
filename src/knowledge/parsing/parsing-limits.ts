/** How much one file may cost. Knows no format. */

export interface ParsingLimits {
  /** Wall time of parsing one file, once it was read. */
  readonly timeMs: number;
  /** Resident, of the whole process; it is looked at a hundred times a second. An idle one takes about 100. */
  readonly memoryMb: number;
  /** Of one file, also of one taken out of a zip archive. */
  readonly bytesIn: number;
  /** Of the document's text in UTF-8. */
  readonly textBytes: number;
  /** Of one archive, also of DOCX and XLSX files, which are archives. */
  readonly zipEntries: number;
  /** Of everything taken out of one archive. */
  readonly zipBytes: number;
  /** Unpacked size over packed size, of entries above 1 MB. */
  readonly zipRatio: number;
  readonly pages: number;
  readonly cells: number;
  /** Elements or front matter within each other. */
  readonly depth: number;
}

export const defaultParsingLimits: ParsingLimits = {
  timeMs: 9_000,
  memoryMb: 400,
  bytesIn: 50 * 2 ** 20,
  textBytes: 10 * 2 ** 20,
  zipEntries: 10_000,
  zipBytes: 500 * 2 ** 20,
  zipRatio: 200,
  pages: 2_000,
  cells: 2_000_000,
  depth: 500,
};
