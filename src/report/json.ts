/** The ladder record as JSON, checked against its published schema. The only report that leaves nothing out. */
import { type Ladder, ladderSchema } from '../domain/ladder.ts';

/** Controls above ASCII, bidi, zero-width and other unseen characters: legal in JSON, but not fit to be printed. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Two-space indented JSON that parses to the record, every unseen character written as an escape.
 * @throws ZodError when the record does not fit the schema: a bug where it was made.
 */
export function renderJson(ladder: Ladder): string {
  const json = JSON.stringify(ladderSchema.parse(ladder), undefined, 2);
  return `${json.replace(unseen, (character) => (character === '\n' ? character : escaped(character)))}\n`;
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
