/** How many of the words, numbers and names of one text another holds. Words of grammar and negations play no part. */
import { lexicalItems } from '../../checks/lexical/lexical-items.ts';
import type { Passage } from '../../domain/passage.ts';

export function itemsOfText(text: string): ReadonlySet<string> {
  return new Set(lexicalItems(text).map(({ key }) => key.replace(/^not:/, '')));
}

/** Headings and the header of a table included. */
export function itemsOfPassage({ contextLine, header = '', text }: Passage): ReadonlySet<string> {
  return itemsOfText([contextLine, header, text].join('\n'));
}

/** Of the first that are in the second, 0 to 1; of none, 0. */
export function shareOf(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return some.size === 0 ? 0 : [...some].filter((item) => others.has(item)).length / some.size;
}
