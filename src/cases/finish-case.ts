/** A draft with its id and contract to a case. Does not know formats, splits or stores. */
import type { Case } from '../domain/case.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { DraftCase } from './draft-case.ts';
import type { CaseContract } from './expected/case-contract.ts';
import { readExpected } from './expected/read-expected.ts';
import type { Place } from './malformed.ts';

export interface FinishOptions {
  readonly contract: CaseContract;
  /** Default true: a case without expected answer and without assertions is refused. */
  readonly requireExpected?: boolean;
}

/** Throws `CASES_MISSING_EXPECTED`, `CASES_UNKNOWN_LABEL` or `CASES_MALFORMED`. */
export function finishCase(draft: DraftCase, id: string, place: Place, options: FinishOptions): Case {
  const { line: _line, id: _id, expected: raw, ...rest } = draft;
  const expected = readExpected(raw, options.contract, place);
  if (expected === undefined && rest.assertions === undefined && options.requireExpected !== false) {
    throw new FulcrumError('CASES_MISSING_EXPECTED', { ...place });
  }
  return { ...rest, id, ...(expected !== undefined && { expected }) };
}
