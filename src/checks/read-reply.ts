/** What a reply says and where it says it is from: free text, or the JSON contract `{"answer", "source"}`. Judges neither. */
import type { Json } from '../domain/json.ts';
import { readJson } from './read-json.ts';

/** How much of a reply's text is judged; models do not write more. */
export const mostCharactersJudged = 100_000;

export interface Reply {
  /** The whole reply, or its field `answer`. */
  readonly text: string;
  /** The field `source` of a JSON reply, null where it has none; absent for free text. */
  readonly source?: Json;
}

/** JSON that had to be repaired, or holds no text under `answer`, is read as free text. */
export function readReply(output: string): Reply {
  const reading = readJson(output);
  const value = reading.kind === 'as sent' || reading.kind === 'extracted' ? reading.value : null;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { text: output };
  const { answer, source = null } = { ...value } as { readonly answer?: Json; readonly source?: Json };
  return typeof answer === 'string' ? { text: answer, source } : { text: output };
}
