/** Reads the planned files once, settles contract and split, and yields the cases as they will be stored. Does not store them. */
import { inputHash, inputText, type Split, splits } from '../domain/case.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import { CaseIds, type PlacedDraft, refuseDuplicate } from './case-ids.ts';
import type { CaseContract } from './expected/case-contract.ts';
import { ContractInference, type InferredContract } from './expected/contract-inference.ts';
import { labelText } from './expected/read-expected.ts';
import { finishCase } from './finish-case.ts';
import { type LoadReport, LoadReportCollector } from './load-report.ts';
import type { ImportPlan } from './plan-import.ts';
import { readDrafts } from './read-drafts.ts';
import { SplitPlanner } from './split/split-planner.ts';
import { normaliseText } from './text/normalise.ts';

export interface PreparedImport {
  readonly contract: CaseContract;
  /** Set when the plan stated no contract. */
  readonly inferred?: InferredContract;
  readonly report: LoadReport;
  readonly total: number;
  /** Second reading: the cases in file order, with their split. Throws a `FulcrumError` at the first that is wrong. */
  cases(): AsyncGenerator<StoredCase>;
}

const progressEvery = 10_000;

/** First reading; about 100 bytes of memory a case. Throws what loading throws, `CASES_NOT_APPROVED`, `CASES_DUPLICATE_ID` and `SPLIT_SETTINGS`. */
export async function prepareImport(plan: ImportPlan): Promise<PreparedImport> {
  const report = new LoadReportCollector();
  const inference = new ContractInference();
  const planner = new SplitPlanner(`${plan.split.seed}:${plan.sealed?.generation ?? plan.archived.length}`);
  const usedUp = new Set(plan.archived.flatMap((set) => [...set.cases.keys()]));
  let total = 0;
  for await (const { draft, id, split } of identified(plan, report)) {
    inference.observe(draft.expected);
    planner.add({
      input: normaliseText(inputText(draft.input)),
      group: draft.group,
      stratum: typeof draft.expected?.value === 'string' ? labelText(draft.expected.value) : undefined,
      placed: split ?? (plan.sealed?.cases.has(id) ? 'frozen' : undefined),
      usedUp: usedUp.has(id),
    });
    total += 1;
    if (total % progressEvery === 0) plan.onProgress?.({ phase: 'reading', done: total });
  }
  if (total === 0) throw noneApproved(plan);
  const inferred = plan.contract === undefined ? inference.conclude() : undefined;
  const contract = plan.contract ?? (inferred as InferredContract).contract;
  const assigned = planner.plan(plan.split, contract.kind === 'label');
  return {
    contract,
    ...(inferred !== undefined && { inferred }),
    report: report.report(),
    total,
    cases: () => storedCases(plan, contract, assigned),
  };
}

/** Of files that hold cases: those without any were refused when they were read. */
function noneApproved({ sources, waiting }: ImportPlan): FulcrumError {
  const file = waiting[0]?.file ?? sources[0]?.source.name ?? '';
  return new FulcrumError('CASES_NOT_APPROVED', {
    file,
    waiting: waiting.reduce((sum, { drafts }) => sum + drafts, 0),
  });
}

async function* storedCases(
  plan: ImportPlan,
  contract: CaseContract,
  assigned: Uint8Array,
): AsyncGenerator<StoredCase> {
  let ordinal = 0;
  for await (const { draft, id } of identified(plan)) {
    const { file, ...rest } = draft;
    const one = finishCase(
      rest,
      id,
      { file, line: draft.line },
      { contract, requireExpected: plan.requireExpected },
    );
    yield {
      ...one,
      ordinal,
      split: splits[assigned[ordinal] as number] as Split,
      inputHash: inputHash(one.input),
    };
    ordinal += 1;
    if (ordinal % progressEvery === 0) plan.onProgress?.({ phase: 'storing', done: ordinal });
  }
}

interface Identified {
  readonly draft: PlacedDraft;
  readonly id: string;
  /** Where the user put the whole file. */
  readonly split?: Split | undefined;
}

async function* identified(plan: ImportPlan, report?: LoadReportCollector): AsyncGenerator<Identified> {
  const ids = new CaseIds();
  for (const { source, split } of plan.sources) {
    for await (const draft of readDrafts([source], plan.mapping, report)) {
      const { id, suspect } = ids.next(draft);
      if (suspect) {
        const again = readDrafts(
          plan.sources.map((one) => one.source),
          plan.mapping,
        );
        await refuseDuplicate(suspect, { file: draft.file, line: draft.line }, again);
      }
      yield { draft, id, split };
    }
  }
}
