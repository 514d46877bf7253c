/** One record of named values to a draft case. Does not know whether the record was a CSV row or a JSON object. */
import type { CaseInput, GoldPassage, Message } from '../domain/case.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { CaseField } from './case-mapping.ts';
import type { DraftCase } from './draft-case.ts';
import { malformed, type Place } from './malformed.ts';

/** The value under a column or dotted path; `undefined` when absent. */
export type ReadColumn = (column: string) => Json | undefined;
export type Columns = Partial<Readonly<Record<CaseField, readonly string[]>>>;

/** Throws `CASES_MALFORMED` when the input is empty, or a value has not the shape its field needs. */
export function draftFromRecord(read: ReadColumn, columns: Columns, place: Place): DraftCase {
  const text = (field: CaseField) => {
    const value = present(read, columns[field]?.[0]);
    return value === undefined ? undefined : scalar(value, field, place);
  };
  const expected = columnsValue(read, columns.expected);
  const id = text('id');
  const group = text('group');
  const principal = text('principal');
  const goldDocuments = list(present(read, columns.goldDocuments?.[0]), 'goldDocuments', place);
  const goldPassages = passages(present(read, columns.goldPassages?.[0]), place);
  const humanScore = text('humanScore');
  return {
    line: place.line,
    input: inputOf(columnsValue(read, columns.input), place),
    tags: list(present(read, columns.tags?.[0]), 'tags', place),
    ...(expected !== undefined && { expected: { value: expected } }),
    ...(id !== undefined && { id }),
    ...(group !== undefined && { group }),
    ...(principal !== undefined && { principal }),
    ...(goldDocuments.length > 0 && { goldDocuments }),
    ...(goldPassages.length > 0 && { goldPassages }),
    ...(humanScore !== undefined && { humanScore: grade(humanScore, place) }),
  };
}

/** A single column's value, or an object of several; `undefined` when every one is absent. */
function columnsValue(read: ReadColumn, columns: readonly string[] | undefined): Json | undefined {
  if (columns === undefined) return undefined;
  if (columns.length === 1) return present(read, columns[0]);
  const entries = columns
    .map((column) => [column, read(column)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Empty text and null count as absent. */
function present(read: ReadColumn, column: string | undefined): Json | undefined {
  const value = column === undefined ? undefined : read(column);
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
}

function inputOf(value: Json | undefined, place: Place): CaseInput {
  if (value === undefined) throw malformed(place, 'the input is empty', '');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (!Array.isArray(value)) return value as JsonObject;
  const messages = value as readonly Json[];
  if (messages.length === 0 || !messages.every(isMessage)) {
    throw malformed(place, 'the input is a list, but not of messages {role, content}', value);
  }
  return messages.map(({ role, content }) => ({ role, content }));
}

function isMessage(value: Json): value is JsonObject & Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { role, content } = value as JsonObject;
  return typeof content === 'string' && (role === 'system' || role === 'user' || role === 'assistant');
}

function scalar(value: Json, field: CaseField, place: Place): string {
  if (typeof value === 'object') throw malformed(place, `${field} is not a text`, value);
  return String(value).trim();
}

/** A JSON list of texts, or texts separated by `;`. */
function list(value: Json | undefined, field: CaseField, place: Place): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => scalar(item, field, place));
  return scalar(value, field, place)
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function passages(value: Json | undefined, place: Place): GoldPassage[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !(value as readonly Json[]).every(isGoldPassage))
    throw malformed(place, 'goldPassages is not a list of {document, quote}', value);
  return value.map(({ document, quote }) => ({ document, quote }));
}

function isGoldPassage(value: Json): value is JsonObject & GoldPassage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { document, quote } = value as JsonObject;
  return typeof document === 'string' && typeof quote === 'string' && quote.trim() !== '';
}

function grade(text: string, place: Place): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw malformed(place, 'the human score is not between 0 and 1', text);
  return value;
}
