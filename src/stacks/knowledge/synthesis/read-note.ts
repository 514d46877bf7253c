/** Reads what a chat model noted of the passages of one document. Knows neither passages nor question. */
import { readCitations } from '../../../checks/citations/read-citations.ts';
import type { DocumentNote, ReadDocument } from '../../../domain/answer.ts';
import type { ChatReply } from '../../../models/chat-model.ts';
import type { CountTokens } from '../passage-source.ts';

/** What the model is to write where the passages do not bear on the question. */
export const nothingToNote = 'NONE';

export type ReadNote =
  | Pick<DocumentNote, 'kind' | 'note'>
  | Pick<Extract<ReadDocument, { readonly kind: 'dropped' }>, 'kind' | 'reason'>;

/**
 * In whole sentences, as many as fit: half of one may say the opposite. Without marks such as `[2]`, which would cite another document once the
 * note stands among others.
 */
export function readNote(
  { text, finish }: Pick<ChatReply, 'text' | 'finish'>,
  maxTokens: number,
  countTokens: CountTokens,
): ReadNote {
  const sentences = readCitations(text.replace(echoed, ' ')).map((sentence) => sentence.text);
  if (saysNothing.test(sentences[0] ?? '')) return { kind: 'dropped', reason: 'irrelevant' };
  if (finish === 'length') sentences.pop();
  const kept: string[] = [];
  let tokens = 0;
  for (const sentence of sentences) {
    tokens += countTokens(`${sentence} `);
    if (tokens > maxTokens) break;
    kept.push(sentence);
  }
  const isWhole = finish !== 'content-filter' && finish !== 'error';
  return isWhole && kept.length > 0
    ? { kind: 'noted', note: kept.join(' ') }
    : { kind: 'dropped', reason: 'unreadable' };
}

/** Fences of its prompt that a weak model repeats. */
const echoed = /<\/?(?:passage|question)\b[^<>]{0,500}>/gi;
const saysNothing = new RegExp(String.raw`^[^\p{L}\p{N}]*${nothingToNote}[^\p{L}\p{N}]*$`, 'iu');
