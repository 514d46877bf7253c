/** Reads many documents for one question, each on its own, and hands on the passages of those that a note was written of. Writes no answer. */
import type { ReadDocument } from '../../../domain/answer.ts';
import type { Passage } from '../../../domain/passage.ts';
import type { RetrievedKnowledge, Synthesis } from '../../../domain/stack.ts';
import { needsSynthesis } from '../../../knowledge/search/needs-synthesis.ts';
import type { CallBound } from '../../../models/chat-model.ts';
import type { AnswererContext } from '../../answerer-kind.ts';
import type { StackParts } from '../../live-stack.ts';
import { fitPassages, tokensPerPassage } from '../fit-passages.ts';
import type { PassageSearch } from '../open-passage-search.ts';
import type { CountTokens, SourcedPassages } from '../passage-source.ts';
import { openNoteWriter } from './open-note-writer.ts';
import type { ReadNote } from './read-note.ts';

export interface OpenSynthesis {
  isFor(question: string): boolean;
  /** Of the notes together. */
  readonly mostTokens: number;
  /** Of the passages under them. */
  readonly evidenceTokens: number;
  /** Of writing them. */
  atMost(question: string): readonly CallBound[];
  find(question: string, groups: readonly string[], context: AnswererContext): Promise<SourcedPassages>;
}

export interface SynthesisParts {
  readonly search: PassageSearch;
  /** As the model that answers counts. */
  readonly countTokens: CountTokens;
  readonly parts: StackParts;
}

/** Passages searched for, so that the documents are not those of the few best passages alone. */
const wide = 100;

export async function openSynthesis(
  { maxTokens, sections }: RetrievedKnowledge,
  synthesis: Synthesis,
  { search, countTokens, parts }: SynthesisParts,
): Promise<OpenSynthesis> {
  const { when, documents, passagesPerDocument, maxTokensPerNote } = synthesis;
  const model = await parts.models.chat(synthesis.model);
  const { maxConcurrency } = model.capabilities;
  const writer = openNoteWriter(synthesis, model, { maxTokens, countTokens });
  const fit = {
    maxTokens,
    sections,
    countTokens: (text: string) => model.countTokens(text).tokens,
    corpus: search.corpus,
  };

  return {
    isFor: (question) => when === 'always' || needsSynthesis(question).isNeeded,
    mostTokens: documents * (maxTokensPerNote + tokensPerPassage),
    evidenceTokens: documents * maxTokens,
    atMost: (question) => Array.from({ length: documents }, () => writer.atMost(question)),
    async find(question, groups, context) {
      const k = Math.max(wide, documents * passagesPerDocument);
      // Pages that say the same are what some questions count.
      const found = await search.search({ question, groups, k, repeatsWithin: 'document' }, context);
      const chosen = bestDocuments(found.passages, synthesis);
      const read: Read[] = [];
      // In batches: calls that overlap without a break would be timed as the longest one of them all.
      for (let at = 0; at < chosen.length; at += maxConcurrency) {
        context.signal.throwIfAborted();
        const batch = chosen.slice(at, at + maxConcurrency);
        read.push(...(await settleAll(batch.map((passages) => readDocument(passages)))));
      }
      return {
        passages: read.flatMap(({ passages }) => passages),
        search: { ...found.record, synthesis: asRecord(read) },
      };

      async function readDocument(own: readonly Passage[]): Promise<Read> {
        const { document } = own[0] as Passage;
        const passages = await fitPassages(own, { ...fit, groups });
        if (passages.length === 0)
          return { document, passages, note: { kind: 'dropped', reason: 'too long' } };
        const note = await writer.write(question, passages, context);
        return { document, passages: note.kind === 'noted' ? passages : [], note };
      }
    },
  };
}

interface Read {
  readonly document: string;
  /** Under the note; none where there is none. */
  readonly passages: readonly Passage[];
  readonly note: ReadNote;
}

/** The passages of each, documents in the order of their best passage. */
function bestDocuments(
  found: readonly Passage[],
  { documents, passagesPerDocument }: Synthesis,
): readonly (readonly Passage[])[] {
  const byDocument = new Map<string, Passage[]>();
  for (const passage of found) {
    const own = byDocument.get(passage.document);
    if (own === undefined) {
      if (byDocument.size < documents) byDocument.set(passage.document, [passage]);
    } else if (own.length < passagesPerDocument) own.push(passage);
  }
  return [...byDocument.values()];
}

/** Waits for all before it throws: no call outlives the answer that it is booked to. */
async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(work)).map((settled) => {
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  });
}

/** The evidence is the passages of all notes, one note after the other. */
function asRecord(read: readonly Read[]): readonly ReadDocument[] {
  let number = 0;
  return read.map(({ document, passages, note }) =>
    note.kind === 'dropped'
      ? { ...note, document }
      : { ...note, document, passages: passages.map(() => ++number) },
  );
}
