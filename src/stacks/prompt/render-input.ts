/** Renders one case input as the user turns of a prompt. Knows nothing of instructions or models. */
import type { CaseInput, Message } from '../../domain/case.ts';
import type { JsonObject } from '../../domain/json.ts';
import { defuse, fence } from './fence.ts';

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

/** One tag per field; field names that cannot be tags become `field`. */
function renderFields(fields: JsonObject, outerTag: string): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      const fieldTag = name.toLowerCase().replace(/[^a-z0-9_-]+/g, '_');
      const safeTag = /^[a-z]/.test(fieldTag) && fieldTag !== outerTag ? fieldTag.slice(0, 32) : 'field';
      return `<${safeTag}>${defuse(outerTag, defuse(safeTag, text))}</${safeTag}>`;
    })
    .join('\n');
}
