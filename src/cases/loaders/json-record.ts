/** JSON objects of one file to draft cases, by mapping or usual names, dotted paths included. Does not know JSONL from JSON. */
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { readApproval } from '../approval/approval.ts';
import { type CaseMapping, caseFields, resolveMapping } from '../case-mapping.ts';
import type { DraftCase } from '../draft-case.ts';
import { type Columns, draftFromRecord } from '../draft-from-record.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed, type Place } from '../malformed.ts';
import { shorten } from '../text/shorten.ts';

/**
 * A reader for the records of one file. Which keys hold input and expected is settled by the first record; the optional fields are looked
 * for in each. A record with an `approval` was written by Fulcrum: its fields have their own names, whatever the file calls the others'.
 * Throws `CASES_MISSING_COLUMN` when the first record has no such key.
 */
export function jsonRecordReader(
  file: string,
  mapping: CaseMapping,
  report: LoadReportCollector,
): (record: Json, line: number) => DraftCase {
  let settled: Columns | undefined;
  return (record, line) => {
    const place = { file, line };
    if (!isObject(record)) throw malformed(place, 'not a JSON object', record);
    const approval = readApproval(record.approval, place);
    if (approval !== undefined)
      return { ...draftFromRecord((path) => atPath(record, path), ownNames, place), approval };
    settled ??= settle(record, mapping, file);
    const keys = Object.keys(record);
    const columns: Columns = { ...resolveMapping({ ...mapping, ...settled }, keys) };
    const used = new Set(
      Object.values(columns).flatMap((names) => names.map((name) => firstKey(name, record))),
    );
    for (const key of keys) if (!used.has(key)) report.ignoredColumn(key);
    return draftFromRecord((path) => atPath(record, path), columns, place);
  };
}

const ownNames: Columns = Object.fromEntries(caseFields.map((field) => [field, [field]]));

function settle(record: JsonObject, mapping: CaseMapping, file: string): Columns {
  const columns = resolveMapping(mapping, Object.keys(record));
  const missing = (columns.input ?? ['input']).find((path) => atPath(record, path) === undefined);
  if (missing !== undefined) {
    throw new FulcrumError('CASES_MISSING_COLUMN', {
      file,
      column: missing,
      columns: shorten(Object.keys(record).join(', '), 200),
    });
  }
  return {
    ...(columns.input && { input: columns.input }),
    ...(columns.expected && { expected: columns.expected }),
  };
}

/** The value at `a.b.0`; a key that itself contains the dots goes first. Own properties only. */
export function atPath(record: JsonObject, path: string): Json | undefined {
  if (Object.hasOwn(record, path)) return record[path];
  let value: Json | undefined = record;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function firstKey(path: string, record: JsonObject): string {
  return Object.hasOwn(record, path) ? path : (path.split('.')[0] as string);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws `CASES_MALFORMED` with the text when it is not JSON, e.g. a line that was cut off. */
export function parseJson(text: string, place: Place): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw malformed(
      place,
      `not valid JSON, cut off perhaps (${(error as Error).message.replace(/\s*\(line.*|,? "?\.\.\..*/s, '')})`,
      text,
    );
  }
}
