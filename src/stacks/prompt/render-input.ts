/** Renders one case input as the user turns of a prompt. Knows nothing of instructions or models. */
import type { CaseInput, Message } from '../../domain/case.ts';
import type { JsonObject } from '../../domain/json.ts';
import { defuse, fence, tagPattern } from './fence.ts';

/**
 * Text and fields become one fenced user turn; a conversation stays the turns it is (its roles are its fence), with system turns of the
 * data turned into user turns, because nothing in a case may speak as the system.
 */
export function renderInput(input: CaseInput, tag: string): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', content: fence(tag, input) }];
  if (Array.isArray(input)) {
    return (input as readonly Message[]).map((m) =>
      m.role === 'system' ? { role: 'user', content: fence(tag, m.content) } : m,
    );
  }
  return [{ role: 'user', content: `<${tag}>\n${renderFields(input as JsonObject, tag)}\n</${tag}>` }];
}

/** One tag per field, no field able to forge another; a name that cannot be a tag stands in `<field name="…">`. */
function renderFields(fields: JsonObject, outerTag: string): string {
  const named = Object.entries(fields).map(([name, value]) => {
    const tag = name
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '_')
      .slice(0, 32);
    const isTag = /^[\x20-\x7e]*$/.test(name) && tagPattern.test(tag) && tag !== outerTag.toLowerCase();
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return isTag ? { tag, attribute: '', text } : { tag: 'field', attribute: JSON.stringify(name), text };
  });
  const tags = new Set([outerTag, ...named.map((f) => f.tag)]);
  const safe = (text: string) => [...tags].reduce((defused, tag) => defuse(tag, defused), text);
  return named
    .map(({ tag, attribute, text }) => {
      const open = attribute === '' ? tag : `${tag} name=${safe(attribute)}`;
      return `<${open}>${safe(text)}</${tag}>`;
    })
    .join('\n');
}
