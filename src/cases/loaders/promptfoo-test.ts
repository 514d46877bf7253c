/** One promptfoo test (variables, assertions) to a draft case. Does not know whether it stood in YAML, JSON or CSV. */
import type { Assertion } from '../../domain/case.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { DraftCase } from '../draft-case.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed, type Place } from '../malformed.ts';
import { mapAssertion } from './promptfoo-assertion.ts';

export interface PromptfooTest {
  readonly vars: JsonObject;
  readonly assert: readonly JsonObject[];
  readonly threshold?: number;
}

/**
 * One variable is the input as text, several are its fields. A single positive `equals` on a text is also the expected answer, so that
 * levers which learn from answers can use it. Assertion sets are taken apart; their own threshold is noted as left out.
 */
export function draftFromTest(test: PromptfooTest, place: Place, report: LoadReportCollector): DraftCase {
  const assertions = flatten(test.assert, report).flatMap((raw) => mapped(raw, test.vars, report));
  const values = Object.values(test.vars);
  if (values.length === 0) throw malformed(place, 'the test has no vars', test.assert);
  const only = values[0];
  const equals = assertions.filter((a) => a.scorer === 'equals' && a.negated !== true);
  const answer = equals.length === 1 ? equals[0]?.value : undefined;
  if (test.threshold !== undefined) report.note('a threshold over all assertions of a test was left out');
  return {
    line: place.line,
    input: values.length === 1 && typeof only === 'string' ? only : test.vars,
    tags: [],
    ...(answer !== undefined && { expected: { value: answer } }),
    ...(assertions.length > 0 && { assertions }),
  };
}

function flatten(raw: readonly JsonObject[], report: LoadReportCollector): JsonObject[] {
  return raw.flatMap((one) => {
    if (one.type !== 'assert-set') return [one];
    if (one.threshold !== undefined) report.note('the threshold of an assert-set was left out');
    return flatten(Array.isArray(one.assert) ? (one.assert as JsonObject[]) : [], report);
  });
}

function mapped(raw: JsonObject, vars: JsonObject, report: LoadReportCollector): Assertion[] {
  const assertion = isFileReference(raw.value) ? undefined : mapAssertion(raw);
  if (assertion === undefined) {
    report.unmappedAssertion(typeof raw.type === 'string' ? raw.type : '(without type)');
    return [];
  }
  if (raw.transform !== undefined) report.note('the transform of an assertion was left out');
  return assertion.value === undefined
    ? [assertion]
    : [{ ...assertion, value: fillIn(assertion.value, vars, report) }];
}

function isFileReference(value: Json | undefined): boolean {
  return typeof value === 'string' && value.startsWith('file://');
}

/** Replaces `{{ name }}` by the variable of that name; any other template syntax stands as it is and is noted. */
function fillIn(value: Json, vars: JsonObject, report: LoadReportCollector): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fillIn(item, vars, report));
  if (typeof value !== 'string') return value;
  return value.replace(/\{\{\s*([\w-]+)\s*\}\}|\{[{%][\s\S]*?[%}]\}/g, (whole, name: string | undefined) => {
    const found = name !== undefined && Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (found === undefined) {
      report.note('a template in an assertion was not filled in');
      return whole;
    }
    return typeof found === 'string' ? found : JSON.stringify(found);
  });
}
