/** Reads XML as a stream of events, without document types, so without entities of a file's own. Knows no vocabulary. */
import { ParseProblem } from './parse-problem.ts';

export interface XmlHandler {
  /** `name` is without prefix; `attributes` is the raw source, read by `xmlAttribute`. */
  open?(name: string, attributes: string): void;
  close?(name: string): void;
  text?(text: string): void;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[(name as string).toLowerCase()] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/**
 * Tells `handler` of every element and text of `xml` in order. Elements need not match up: a broken file gives what it gives. Throws
 * `ParseProblem` on a document type and on elements deeper than `depth`.
 */
export function readXml(xml: string, handler: XmlHandler, depth: number): void {
  let at = 0;
  let level = 0;
  while (at < xml.length) {
    const start = xml.indexOf('<', at);
    if (start !== at) {
      const text = start < 0 ? xml.slice(at) : xml.slice(at, start);
      handler.text?.(unescapeXml(text));
      if (start < 0) return;
    }
    if (xml.startsWith('<!--', start)) at = after(xml, '-->', start + 4);
    else if (xml.startsWith('<![CDATA[', start)) {
      at = after(xml, ']]>', start + 9);
      handler.text?.(xml.slice(start + 9, at - 3));
    } else if (xml.startsWith('<?', start)) at = after(xml, '?>', start + 2);
    else if (xml.startsWith('<!', start)) throw new ParseProblem('declares XML entities, which is refused');
    else {
      at = tagEnd(xml, start + 1);
      const source = xml.slice(start + 1, at - 1);
      if (source.startsWith('/')) {
        level -= 1;
        handler.close?.(localName(source.slice(1).trim()));
        continue;
      }
      const isEmpty = source.endsWith('/');
      const nameEnd = /[\s/]|$/.exec(source)?.index ?? source.length;
      const name = localName(source.slice(0, nameEnd));
      handler.open?.(name, source.slice(nameEnd));
      if (isEmpty) handler.close?.(name);
      else if (++level > depth) throw new ParseProblem(`holds elements more than ${depth} deep`);
    }
  }
}

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? xml.length + mark.length : found + mark.length;
}

/** Past the `>` that closes a tag, which may hold one within quotes. */
function tagEnd(xml: string, from: number): number {
  let at = from;
  for (;;) {
    const end = xml.indexOf('>', at);
    if (end < 0) return xml.length + 1;
    const quotes = xml.slice(at, end).match(/["']/g);
    if (quotes === null) return end + 1;
    const first = quotes[0] as string;
    const opened = xml.indexOf(first, at);
    const closed = xml.indexOf(first, opened + 1);
    if (closed < 0) return xml.length + 1;
    at = closed + 1;
    if (xml[at] === '>') return at + 1;
  }
}

/** The value of an attribute by its name without prefix; undefined where there is none. */
export function xmlAttribute(attributes: string, name: string): string | undefined {
  for (const match of attributes.matchAll(/([^\s=:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    if (match[1] === name) return unescapeXml(match[2] ?? match[3] ?? '');
  return undefined;
}
