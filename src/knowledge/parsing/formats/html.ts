/** HTML files: finds out their encoding and has them read. What is visible is told by `html/read-html.ts`. */
import { decodeText } from '../decode-text.ts';
import { DocumentBuilder } from '../document-builder.ts';
import { type DocumentParser, endingOf } from '../document-parser.ts';
import { readHtml } from '../html/read-html.ts';

const endings = new Set(['html', 'htm', 'xhtml']);

export const htmlParser: DocumentParser = {
  name: 'html',
  accepts(name, head) {
    const ending = endingOf(name);
    if (endings.has(ending)) return true;
    return ending === '' && /^\s*(?:<!doctype html|<html[\s>])/i.test(Buffer.from(head).toString('latin1'));
  },
  async parse(bytes, _name, limits) {
    const builder = new DocumentBuilder(limits);
    const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
    const declared = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];
    const { text, note } = decodeText(bytes, declared);
    if (note !== undefined) builder.note(note);
    const { title, metadata } = await readHtml(text, builder);
    return builder.finish(title, metadata);
  },
};
