/** A drafted question as the line of a case file, with the passage that whoever approves it is to read. Writes no file. */
import type { Approval } from '../../cases/approval/approval.ts';
import type { ShownPassage } from '../../cases/approval/shown-passage.ts';
import type { Quote } from '../../checks/lexical/evidence-index.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { DrawnPassage } from './draw-passages.ts';

export interface DraftRecord extends JsonObject {
  readonly id: string;
  readonly input: string;
  readonly expected: Json;
}

/** What reports can set beside the questions that people wrote. */
const tag = 'drafted';

export interface DraftedQuestion {
  readonly question: string;
  readonly expected: Json;
  readonly drawn: DrawnPassage;
  readonly quotes: readonly Quote[];
}

export function draftRecord(
  { question, expected, drawn, quotes }: DraftedQuestion,
  { model, draftedAt }: Pick<Approval, 'model' | 'draftedAt'>,
): DraftRecord {
  const { passage, principal } = drawn;
  const { document, contextLine, header = '', text, span, pages } = passage;
  const asked = { input: question, expected, ...(principal !== undefined && { principal }) };
  return {
    id: contentHash(asked).slice(0, 16),
    ...asked,
    tags: [tag],
    goldDocuments: [document],
    goldPassages: quotes.map((quote) => ({ document, quote: quote.text })),
    approval: { status: 'drafted', model, draftedAt },
    passage: {
      document,
      over: [contextLine, header].filter((part) => part !== '').join('\n'),
      text,
      ...span,
      ...(pages && { pages: { ...pages } }),
    } satisfies ShownPassage,
  };
}
