/** `fulcrum ask`: one question to the stack that was measured, its citations resolved and its claims looked up in what it was given. */
import { abstains } from '../checks/abstention.ts';
import { type Citation, checkCitations } from '../checks/citations/check-citations.ts';
import { checkGroundedness, type Groundedness } from '../checks/groundedness/check-groundedness.ts';
import { readReply } from '../checks/read-reply.ts';
import { type Answer, notesOf } from '../domain/answer.ts';
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { SpendingTotals } from '../domain/ports/ledger.ts';
import type { StackSpec } from '../domain/stack.ts';
import { needsSynthesis } from '../knowledge/search/needs-synthesis.ts';
import { needsChatModel, startingStack } from '../levers/base-stack.ts';
import { summariseThenCombine } from '../levers/summarise-then-combine/summarise-then-combine.ts';
import { type SynthesisSettings, withSynthesis } from '../levers/summarise-then-combine/with-synthesis.ts';
import { openStack } from '../stacks/open-stack.ts';
import { costBasis } from './climb/cost-basis.ts';
import { readLever, type WrittenLever, writtenLevers } from './climb/lever-calls.ts';
import { findRung } from './find-rung.ts';
import { chooseRetrieval } from './knowledge/choose-retrieval.ts';
import { type Knowledge, openKnowledge } from './knowledge/open-knowledge.ts';
import { readAs } from './knowledge/read-as.ts';
import { synthesisNote } from './knowledge/synthesis-note.ts';
import type { Workbench } from './open-workbench.ts';
import { recordedStack } from './recorded-stack.ts';
import { readLadder } from './show.ts';

export interface AskOptions {
  readonly question: string;
  /** Who asks. */
  readonly principal?: string;
  /** Of the latest climb, as `findRung` takes it. */
  readonly rung?: string;
  /** Each document found is noted on its own, and the answer written from the notes, whatever the stack was measured with. */
  readonly combine?: boolean;
  /** Spend at most this. */
  readonly budgetUsd?: number;
}

export interface Asked {
  /** As the stack gave it, the passages it was shown among it. */
  readonly answer: Answer;
  /** What it says: the output, or its field `answer`. */
  readonly text: string;
  /** Name of the rung that answered, or of the one beneath `combine`; absent where no climb has one. */
  readonly rung?: string;
  readonly stackHash: string;
  /** It says that the documents do not answer. */
  readonly abstained: boolean;
  /** Each once, in the order of the answer. */
  readonly citations: readonly Citation[];
  /** By words, numbers and names alone; absent of an abstention, and where nothing was shown to hold claims against. */
  readonly groundedness?: Groundedness;
  /** All that was spent for it, on vectors of new documents too. */
  readonly spending: SpendingTotals;
  /** What its prices are; absent where nobody stated one. */
  readonly costBasis?: string;
}

/** Throws `PRINCIPAL_MISSING`, `RUNG_*`, `NOTHING_ANSWERS`, and what answering throws. */
export async function ask(workbench: Workbench, options: AskOptions): Promise<Asked> {
  const { question, principal, budgetUsd } = options;
  const { interruption, onProgress } = workbench.options;
  const knowledge = await openKnowledge(workbench, {
    verb: 'ask',
    asksChat: true,
    notesSync: principal === undefined,
    ...(budgetUsd !== undefined && { budgetUsd }),
  });
  const { runId, documents, stackParts } = knowledge;
  const { ledger } = workbench.stores;
  const { spec, rung } = await chooseStack(workbench, knowledge, options);
  const searched = spec.knowledge?.kind === 'retrieved' ? spec.knowledge : undefined;
  if (searched) await readAs(await documents.open(searched.corpus), principal, onProgress);
  if (!searched?.synthesis && needsSynthesis(question).isNeeded)
    onProgress({ kind: 'note', text: synthesisNote });
  const stack = await openStack(spec, stackParts);
  onProgress({ kind: 'step', text: 'answering' });
  interruption.throwIfInterrupted();
  const answer = await stack.answer(question, {
    // Of this run alone: who asks again wants to be answered again.
    purchase: ledger.purchase({ runId, attemptKey: contentHash([runId, question]) }),
    signal: interruption.hard,
    repeat: 0,
    ...(principal !== undefined && { principal }),
  });
  const basis = costBasis(spec, workbench.loaded.config);
  return {
    answer,
    stackHash: stack.hash,
    ...(rung !== undefined && { rung }),
    ...(await judge(answer, question, spec)),
    spending: await ledger.totals(runId),
    ...(basis !== undefined && { costBasis: basis }),
  };
}

interface ChosenStack {
  readonly spec: StackSpec;
  readonly rung?: string;
}

async function chooseStack(
  workbench: Workbench,
  knowledge: Knowledge,
  { rung, combine = false }: AskOptions,
): Promise<ChosenStack> {
  const chosen = await (rung === undefined
    ? defaultStack(workbench, knowledge, combine)
    : namedStack(workbench, rung));
  return combine ? { ...chosen, spec: combined(chosen, workbench) } : chosen;
}

async function namedStack(workbench: Workbench, wanted: string): Promise<ChosenStack> {
  const named = findRung(await readLadder(workbench, 'latest'), wanted);
  if (named.ceiling === true) throw new FulcrumError('RUNG_NOT_ASKED', { rung: named.name });
  return { spec: recordedStack(named).spec, rung: named.name };
}

/** `mustSearch`: of a rung with the documents in its prompt there is nothing to combine. */
async function defaultStack(
  workbench: Workbench,
  { settings }: Knowledge,
  mustSearch: boolean,
): Promise<ChosenStack> {
  const { knowledge, rung } = await chooseRetrieval(workbench, settings);
  const spec = rung && recordedStack(rung).spec;
  if (spec && !(mustSearch && spec.knowledge?.kind !== 'retrieved')) return { spec, rung: rung.name };
  const reason = needsChatModel(settings);
  if (reason !== undefined) throw new FulcrumError('NOTHING_ANSWERS', { reason });
  return { spec: { ...startingStack(settings), knowledge } };
}

/** By the settings of the task's lever, for whatever is asked. */
function combined({ spec, rung }: ChosenStack, { loaded }: Workbench): StackSpec {
  if (spec.knowledge?.kind !== 'retrieved')
    throw new FulcrumError('RUNG_SEARCHES_NOTHING', { rung: rung ?? '' });
  const [written] = writtenLevers(loaded.config, [summariseThenCombine.name]);
  const given = readLever(written as WrittenLever).settings as SynthesisSettings;
  return withSynthesis(spec, spec.knowledge, { ...given, when: 'always' });
}

async function judge(
  { output = '', evidence = [], abstained, search = {} }: Answer,
  question: string,
  { knowledge }: StackSpec,
) {
  const { text } = readReply(output);
  const sentence = knowledge?.grounding?.abstention;
  if (abstained !== undefined || (sentence !== undefined && abstains(output, sentence)))
    return { text, abstained: true, citations: [] };
  const cited = checkCitations(output, evidence, notesOf({ search })).flatMap(({ citations }) => citations);
  const citations = [...new Map(cited.map((citation) => [contentHash(citation), citation])).values()];
  if (evidence.length === 0) return { text, abstained: false, citations };
  const groundedness = await checkGroundedness(output, evidence, { question });
  return { text, abstained: false, citations, groundedness };
}
