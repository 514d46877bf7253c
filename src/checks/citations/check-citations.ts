/** Resolves what an answer cites to the passages that were supplied. Does not judge whether these support it. */
import type { DocumentNote } from '../../domain/answer.ts';
import type { Span } from '../../domain/document.ts';
import type { Json } from '../../domain/json.ts';
import type { Passage } from '../../domain/passage.ts';
import { type EvidenceIndex, indexEvidence, type Quote } from '../lexical/evidence-index.ts';
import { lexicalItems } from '../lexical/lexical-items.ts';
import { mostCharactersJudged, readReply } from '../read-reply.ts';
import { readCitations } from './read-citations.ts';

export type Citation =
  | {
      readonly kind: 'supplied';
      /** Of the cited passages, from 1: one, or all of a document that is cited by name, or all that a cited note was written from. */
      readonly numbers: readonly number[];
      /** Number that is cited, where it is that of a note. */
      readonly note?: number;
      readonly document: string;
      /** The stretch of them that shares most with the sentence; absent where nothing does. */
      readonly quote?: Quote;
    }
  /** An error: a number or document that was not supplied. `cited` is what stands in the answer. */
  | { readonly kind: 'not supplied'; readonly cited: string };

export interface CheckedSentence {
  /** In the answer; in its field `answer` for a JSON reply. */
  readonly span: Span;
  /** Without citation marks. */
  readonly text: string;
  /** Empty where the sentence cites nothing. */
  readonly citations: readonly Citation[];
}

/**
 * By sentence. The `source` of a JSON reply, the name of a document, a number or a list of these, is cited by each of its sentences. `passages`
 * in the order the prompt showed them; with `notes` it numbered these instead. Reads the first 100,000 characters.
 */
export function checkCitations(
  output: string,
  passages: readonly Passage[],
  notes?: readonly DocumentNote[],
): readonly CheckedSentence[] {
  const { text, source } = readReply(output);
  const byNumber = (number: number) => (notes ? citeNote(number, notes) : citePassage(number, passages));
  const bySource = readSource(source, passages, byNumber);
  const indexes = new Map<string, EvidenceIndex>();
  const quoteFor = (sentence: string, numbers: readonly number[]): Quote | undefined => {
    const key = numbers.join();
    const index = indexes.get(key) ?? indexEvidence(passages, numbers);
    indexes.set(key, index);
    return index.support(lexicalItems(sentence)).quotes[0];
  };
  return readCitations(text.slice(0, mostCharactersJudged)).map((sentence) => {
    const cited = [...bySource, ...sentence.numbers.map(byNumber)];
    const citations = cited.map((citation): Citation => {
      if (citation.kind === 'not supplied') return citation;
      const quote = quoteFor(sentence.text, citation.numbers);
      return { ...citation, ...(quote && { quote }) };
    });
    return { span: sentence.span, text: sentence.text, citations };
  });
}

function readSource(
  source: Json | undefined,
  passages: readonly Passage[],
  byNumber: (number: number) => Citation,
): Citation[] {
  if (source === undefined || source === null || source === '') return [];
  if (Array.isArray(source))
    return (source as readonly Json[]).flatMap((one) => readSource(one, passages, byNumber));
  const cited = typeof source === 'string' ? source.trim() : JSON.stringify(source);
  const numbers = passages.flatMap(({ document }, i) => (document === cited ? [i + 1] : []));
  if (numbers.length > 0) return [{ kind: 'supplied', numbers, document: cited }];
  const number = /^\[?(\d{1,3})\]?$/.exec(cited)?.[1];
  return [number === undefined ? { kind: 'not supplied', cited } : byNumber(Number(number))];
}

function citePassage(number: number, passages: readonly Passage[]): Citation {
  const passage = passages[number - 1];
  return passage === undefined
    ? { kind: 'not supplied', cited: String(number) }
    : { kind: 'supplied', numbers: [number], document: passage.document };
}

function citeNote(number: number, notes: readonly DocumentNote[]): Citation {
  const note = notes[number - 1];
  return note === undefined
    ? { kind: 'not supplied', cited: String(number) }
    : { kind: 'supplied', numbers: note.passages, note: number, document: note.document };
}
