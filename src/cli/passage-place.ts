/** Where a passage stands, in words: document, pages, characters. Document names are foreign text and are made visible. */
import { visibleLine } from '../report/visible.ts';

export interface Place {
  readonly document: string;
  readonly pages?: { readonly first: number; readonly last: number };
  readonly span: { readonly start: number; readonly end: number };
}

/** E.g. `rules.pdf, pages 2–3, characters 1016–1059`; characters count from 0 in the text of the document. */
export function passagePlace({ document, pages, span }: Place): string {
  const page =
    pages === undefined
      ? ''
      : pages.first === pages.last
        ? `, page ${pages.first}`
        : `, pages ${pages.first}–${pages.last}`;
  return `${visibleLine(document)}${page}, characters ${span.start}–${span.end}`;
}
