/** Breaks prose into lines for a terminal, at spaces where it can; it knows no markup and expects no control characters. */

/** Characters that take two columns: East Asian wide and fullwidth ones, and pictographs. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const columns = (character: string) => (wide.test(character) ? 2 : 1);

/** Lines of at most `width` columns; the first begins with `lead`, the others are indented as far as it reaches. */
export function wrap(text: string, width: number, lead = ''): string {
  const room = Math.max(1, width - lead.length);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((part) => pieces(part, room))) {
    const length = [...word].reduce((sum, character) => sum + columns(character), 0);
    if (used > 0 && used + 1 + length > room) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += used > 0 ? ` ${word}` : word;
    used += used > 0 ? length + 1 : length;
  }
  lines.push(line);
  const indent = ' '.repeat(lead.length);
  return lines.map((content, index) => `${index === 0 ? lead : indent}${content}`).join('\n');
}

/** A word in pieces that each fit on a line. */
function pieces(word: string, room: number): string[] {
  const found: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    if (used + columns(character) > room && piece !== '') {
      found.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += columns(character);
  }
  return [...found, piece];
}
