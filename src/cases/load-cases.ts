/** The cases of one file as a stream, without splitting or storing them. Reads the file twice when no contract is given. */
import type { Case, CaseOrigin } from '../domain/case.ts';
import { CaseIds, refuseDuplicate } from './case-ids.ts';
import type { CaseMapping } from './case-mapping.ts';
import type { CaseSource } from './case-source.ts';
import type { CaseContract } from './expected/case-contract.ts';
import { ContractInference } from './expected/contract-inference.ts';
import { finishCase } from './finish-case.ts';
import type { LoadReportCollector } from './load-report.ts';
import { readDrafts } from './read-drafts.ts';

export interface LoadOptions {
  readonly mapping?: CaseMapping;
  /** Inferred from the whole file when absent. */
  readonly contract?: CaseContract;
  /** Default true. */
  readonly requireExpected?: boolean;
  readonly report?: LoadReportCollector;
}

/** Cases in file order with file and line. Throws a `FulcrumError` at the first record that is wrong. */
export async function* loadCases(
  source: CaseSource,
  options: LoadOptions = {},
): AsyncGenerator<Case & CaseOrigin> {
  const mapping = options.mapping ?? {};
  const drafts = (report?: LoadReportCollector) => readDrafts([source], mapping, report);
  const contract = options.contract ?? (await inferContract(drafts()));
  const ids = new CaseIds();
  for await (const draft of drafts(options.report)) {
    const { file, ...rest } = draft;
    const place = { file, line: draft.line };
    const { id, suspect } = ids.next(draft);
    if (suspect) await refuseDuplicate(suspect, place, drafts());
    const { requireExpected = true } = options;
    yield { ...finishCase(rest, id, place, { contract, requireExpected }), ...place };
  }
}

async function inferContract(drafts: AsyncIterable<{ readonly expected?: object }>): Promise<CaseContract> {
  const inference = new ContractInference();
  for await (const { expected } of drafts) inference.observe(expected);
  return inference.conclude().contract;
}
