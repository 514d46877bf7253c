/** `fulcrum documents review`: puts the drafts of a file before a person, one by one, and keeps each decision at once. Knows no terminal. */
import { draftedAnswer, withAnswer } from '../cases/approval/drafted-answer.ts';
import { readStoredDrafts, replaceRecord, type StoredDraft } from '../cases/approval/drafts-file.ts';
import { type ShownPassage, shownPassageSchema } from '../cases/approval/shown-passage.ts';
import { inputText } from '../domain/case.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';

/** In the order they are offered. `skip` leaves it waiting. */
export const decisions = ['skip', 'approve', 'edit question', 'edit answer', 'reject', 'quit'] as const;
export type Decision = (typeof decisions)[number];

export interface ShownDraft {
  /** From 1, of the drafts that waited when the review began. */
  readonly number: number;
  readonly waiting: number;
  readonly question: string;
  readonly answer: string;
  /** Words of the passage that hold the answer. */
  readonly quotes: readonly string[];
  /** Absent of a draft that was not made by Fulcrum. */
  readonly passage?: ShownPassage;
  readonly principal?: string;
  readonly model: string;
}

/** The person. */
export interface Reviewer {
  decide(draft: ShownDraft): Promise<Decision>;
  /** The text as it is to be; `undefined` to leave it. */
  reword(what: 'question' | 'answer', text: string): Promise<string | undefined>;
}

export interface Reviewed {
  /** Decided now. */
  readonly approved: number;
  readonly rejected: number;
  /** Still undecided. */
  readonly waiting: number;
  /** Approved in the file by now, whenever it was. */
  readonly approvedInAll: number;
}

export interface ReviewOptions {
  readonly file: string;
  /** Who decides. */
  readonly by: string;
  readonly now: () => Date;
}

/**
 * Drafts come in the order of the file, those decided before left out. Throws what reading the file throws, and `DRAFTS_CHANGED` where a line
 * was changed meanwhile; lines that were added meanwhile stay.
 */
export async function review(options: ReviewOptions, reviewer: Reviewer): Promise<Reviewed> {
  const drafts = await readStoredDrafts(options.file);
  const waiting = drafts.filter(({ approval }) => approval.status === 'drafted');
  const approvedBefore = drafts.filter(({ approval }) => approval.status === 'approved').length;
  const count = { approved: 0, rejected: 0 };
  for (const [at, draft] of waiting.entries()) {
    const decision = await decide(draft, { number: at + 1, waiting: waiting.length }, options, reviewer);
    if (decision === 'quit') break;
    if (decision !== 'skip') count[decision] += 1;
  }
  return {
    ...count,
    waiting: waiting.length - count.approved - count.rejected,
    approvedInAll: approvedBefore + count.approved,
  };
}

async function decide(
  draft: StoredDraft,
  place: Pick<ShownDraft, 'number' | 'waiting'>,
  { file, by, now }: ReviewOptions,
  reviewer: Reviewer,
): Promise<'approved' | 'rejected' | 'skip' | 'quit'> {
  const { model, draftedAt } = draft.approval;
  const passage = shownPassageSchema.safeParse(draft.record.passage);
  let { record, text } = draft;
  let question = inputText(draft.input);
  let expected: Json = draft.expected?.value ?? '';
  const keep = async (change: JsonObject) => {
    record = { ...record, ...change };
    if (!(await replaceRecord(file, text, record))) throw new FulcrumError('DRAFTS_CHANGED', { file });
    text = JSON.stringify(record);
  };
  for (;;) {
    const answer = draftedAnswer(expected);
    const decision = await reviewer.decide({
      ...place,
      model,
      question,
      answer,
      quotes: (draft.goldPassages ?? []).map(({ quote }) => quote),
      ...(passage.success && { passage: passage.data }),
      ...(draft.principal !== undefined && { principal: draft.principal }),
    });
    switch (decision) {
      case 'edit question':
        question = (await reviewer.reword('question', question)) ?? question;
        await keep({ input: question });
        break;
      case 'edit answer':
        expected = withAnswer(expected, (await reviewer.reword('answer', answer)) ?? answer);
        await keep({ expected });
        break;
      case 'approve':
      case 'reject': {
        const status = decision === 'approve' ? 'approved' : 'rejected';
        await keep({ approval: { status, model, draftedAt, by, decidedAt: now().toISOString() } });
        return status;
      }
      default:
        return decision;
    }
  }
}
