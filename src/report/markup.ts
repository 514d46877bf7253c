/** Markup in which every interpolated text is escaped unless it is markup itself. Serves HTML and XML; it does not know their elements. */
import { visibleBlock } from './visible.ts';

/** Source text that is safe to write as it is. Only this module and the chart renderer make it. */
export class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as visible character data of HTML and XML, in an element or in a quoted attribute: no markup, no character illegal in XML 1.0. */
export function escapeMarkup(text: string): string {
  return visibleBlock(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Template tag: the literal parts are markup, the interpolated ones text. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let source = parts[0] ?? '';
  for (const [index, content] of contents.entries()) {
    source += sourceOf(content) + (parts[index + 1] ?? '');
  }
  return new Markup(source);
}

function sourceOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.source;
  if (typeof content === 'object') return content.map(sourceOf).join('');
  return escapeMarkup(String(content));
}
