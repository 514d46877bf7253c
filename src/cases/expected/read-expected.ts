/** Reads a draft's expected value by the contract. Does not know formats. */
import type { Expected, ToolCall } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { DraftExpected } from '../draft-case.ts';
import { malformed, type Place } from '../malformed.ts';
import { nearest } from '../nearest.ts';
import { shorten } from '../text/shorten.ts';
import type { CaseContract } from './case-contract.ts';

/**
 * `undefined` stays so: whether an answer is needed is decided elsewhere. Throws `CASES_UNKNOWN_LABEL` with the nearest label, and
 * `CASES_MALFORMED` when the value is not what the contract asks for.
 */
export function readExpected(
  draft: DraftExpected | undefined,
  contract: CaseContract,
  place: Place,
): Expected | undefined {
  if (draft === undefined) return undefined;
  if (contract.kind === 'tool-calls')
    return { kind: 'tool-calls', calls: draft.calls ?? callsOf(draft.value, place) };
  const { value } = draft;
  if (value === undefined) {
    throw malformed(place, `expects a tool call, but the contract is ${contract.kind}`, draft.calls);
  }
  switch (contract.kind) {
    case 'text':
      return { kind: 'text', text: asText(value) };
    case 'label':
      return { kind: 'label', label: labelOf(value, contract.labels, place) };
    case 'accepted':
      return { kind: 'accepted', answers: answersOf(value, contract.separator ?? '|', place) };
    case 'json':
      return { kind: 'json', value: typeof value === 'string' ? parsed(value, place) : value };
  }
}

/** Text as it is, any other value as JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The label as text, outer white space left out. */
export function labelText(value: Json): string {
  return asText(value).trim();
}

function labelOf(value: Json, labels: readonly string[] | undefined, place: Place): string {
  if (typeof value === 'object') throw malformed(place, 'the label is not a text', value);
  const label = labelText(value);
  if (labels === undefined || labels.includes(label)) return label;
  throw new FulcrumError('CASES_UNKNOWN_LABEL', {
    ...place,
    label: shorten(label),
    labels: shorten(labels.join(', '), 200),
    nearest: nearest(label, labels) ?? '',
  });
}

function answersOf(value: Json, separator: string, place: Place): string[] {
  const list = typeof value === 'string' && value.trimStart().startsWith('[') ? parsed(value, place) : value;
  const answers = Array.isArray(list)
    ? (list as readonly Json[]).map((answer) => {
        if (typeof answer === 'object') throw malformed(place, 'an accepted answer is not a text', answer);
        return String(answer);
      })
    : asText(list).split(separator);
  const kept = answers.map((answer) => answer.trim()).filter((answer) => answer !== '');
  if (kept.length === 0) throw malformed(place, 'the list of accepted answers is empty', value);
  return kept;
}

function callsOf(value: Json | undefined, place: Place): ToolCall[] {
  const given = typeof value === 'string' ? parsed(value, place) : value;
  const list = Array.isArray(given) ? (given as readonly Json[]) : [given];
  return list.map((call) => {
    const { name, arguments: args = {} } = (
      typeof call === 'object' && call !== null ? call : {}
    ) as JsonObject;
    if (typeof name !== 'string' || typeof args !== 'object' || args === null || Array.isArray(args)) {
      throw malformed(place, 'not a list of tool calls {name, arguments}', value);
    }
    return { name, arguments: args as JsonObject };
  });
}

function parsed(text: string, place: Place): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw malformed(place, 'the expected value is not valid JSON', text);
  }
}
