/** Bytes of a text file → text, whatever encoding it has. Knows no format. */
import { ParseProblem } from './parse-problem.ts';

export interface DecodedText {
  readonly text: string;
  /** Set where the encoding was guessed. */
  readonly note?: string;
}

const byteOrderMarks: readonly [encoding: string, mark: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const sampleBytes = 65_536;

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Japanese stands in runs; a European letter read as Shift-JIS by mistake gives a lone sign among Latin ones. */
function looksJapanese(text: string): boolean {
  const runs = text.match(/[\u3040-\u30ff\u4e00-\u9fff]{2,}/g)?.join('').length ?? 0;
  const foreign = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return runs > 0.8 * foreign;
}

/**
 * The text of `bytes`: by its byte order mark, else by `declared` (an encoding the file names), else UTF-8, else UTF-16 without mark,
 * Shift-JIS or Windows-1252, which a note says. Throws `ParseProblem` when the bytes are no text.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  for (const [encoding, mark] of byteOrderMarks)
    if (mark.every((byte, at) => bytes[at] === byte))
      return { text: new TextDecoder(encoding).decode(bytes.subarray(mark.length)) };
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = sample.reduce(
    (count, byte, at) => (byte === 0 ? count + (at % 2 === 0 ? 1 : 1e6) : count),
    0,
  );
  if (zeros > 0) {
    const odd = Math.floor(zeros / 1e6);
    const even = zeros % 1e6;
    const wide =
      odd > sample.length / 5 && even === 0
        ? 'utf-16le'
        : even > sample.length / 5 && odd === 0
          ? 'utf-16be'
          : '';
    const text = wide === '' ? undefined : decode(bytes, wide);
    if (text === undefined) throw new ParseProblem('is binary, not text');
    return { text, note: `read as ${wide.toUpperCase()}` };
  }
  const utf8 = decode(bytes, 'utf-8');
  if (utf8 !== undefined) return { text: utf8 };
  const named = declared === undefined ? undefined : decode(bytes, declared);
  if (named !== undefined) return { text: named };
  const japanese = decode(bytes, 'shift_jis');
  if (japanese !== undefined && looksJapanese(japanese)) return { text: japanese, note: 'read as Shift-JIS' };
  const text = new TextDecoder('windows-1252').decode(bytes);
  const controls = text.match(/[^\P{Cc}\s]/gu)?.length ?? 0;
  if (controls > text.length / 100) throw new ParseProblem('is binary, not text');
  return { text, note: 'read as Windows-1252, as it is not UTF-8' };
}
