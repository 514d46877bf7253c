/** One section of the page: a heading others can link to, and its content. Empty sections are left out of page and contents alike. */
import { type Content, type Markup, markup } from '../markup.ts';

export interface Section {
  /** Unique on the page, and its anchor. */
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export function drawSection({ id, title, content }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}
