/** Keeps of the questions written to passages those worth a person's time, and counts why the others are not. Asks no model. */
import type { Approval } from '../../cases/approval/approval.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import type { AnswerForm } from './answer-form.ts';
import type { AskedPassage } from './ask-for-questions.ts';
import { type DraftRecord, draftRecord } from './draft-record.ts';
import { hasRival } from './has-rival.ts';
import { judgeQuestion } from './judge-question.ts';
import type { KnownQuestions } from './known-questions.ts';

/** Why there is no draft of a passage: the first that holds, in this order. */
const leftOutFor = [
  'failed',
  'unreadable',
  'no question',
  'names the passage',
  'copied',
  'unsupported',
  'gives the answer',
  'against the contract',
  'repeated',
  'ambiguous',
] as const;
export type LeftOutFor = (typeof leftOutFor)[number];

export interface SiftOptions {
  readonly corpus: Corpus;
  /** Those kept are added to it. */
  readonly known: KnownQuestions;
  readonly form: AnswerForm;
  readonly written: Pick<Approval, 'model' | 'draftedAt'>;
}

export interface SiftedQuestions {
  /** In the order given. */
  readonly drafts: readonly DraftRecord[];
  readonly leftOut: Readonly<Record<LeftOutFor, number>>;
}

export async function siftQuestions(
  asked: readonly AskedPassage[],
  options: SiftOptions,
): Promise<SiftedQuestions> {
  const hashes = new Map((await options.corpus.documents()).map(({ name, fileHash }) => [name, fileHash]));
  const leftOut = Object.fromEntries(leftOutFor.map((reason) => [reason, 0])) as Record<LeftOutFor, number>;
  const drafts: DraftRecord[] = [];
  for (const one of asked) {
    const isCopy = (document: string) => hashes.get(document) === one.drawn.document.fileHash;
    const sifted = await sift(one, isCopy, options);
    if (typeof sifted === 'string') leftOut[sifted] += 1;
    else drafts.push(sifted);
  }
  return { drafts, leftOut };
}

async function sift(
  { drawn, reply }: AskedPassage,
  isCopy: (document: string) => boolean,
  { corpus, known, form, written }: SiftOptions,
): Promise<DraftRecord | LeftOutFor> {
  if (reply instanceof FulcrumError) return 'failed';
  if (reply === 'unreadable') return reply;
  const judged = judgeQuestion(reply, drawn.passage);
  if (judged.kind === 'left out') return judged.fault;
  const expected = form(reply.answer, drawn.document.name);
  if (expected === undefined) return 'against the contract';
  const { question } = reply;
  const record = draftRecord({ question, expected, drawn, quotes: judged.quotes }, written);
  if (!known.add(question, record.id)) return 'repeated';
  const rival = await hasRival(reply, drawn.passage, { corpus, groups: drawn.groups, isCopy });
  return rival ? 'ambiguous' : record;
}
