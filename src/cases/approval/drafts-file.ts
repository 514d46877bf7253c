/** The JSONL file that drafts are kept in: records are added and replaced whole, what else stands there stays as it is. Knows no model. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { fileSource } from '../case-source.ts';
import type { DraftCase } from '../draft-case.ts';
import { LoadReportCollector } from '../load-report.ts';
import { isObject, jsonRecordReader, parseJson } from '../loaders/json-record.ts';
import { lines } from '../text/lines.ts';
import { utf8Text } from '../text/utf8.ts';
import { writeAtomically } from '../write-atomically.ts';
import { type Approval, readApproval } from './approval.ts';

export interface StoredDraft extends DraftCase {
  readonly approval: Approval;
  /** As it stands in the file, what is no part of a case included. */
  readonly record: JsonObject;
  /** The line as it stands in the file. */
  readonly text: string;
}

/** In the order of the file; lines without an approval are passed over. Throws `CASES_FILE_MISSING`, `CASES_ENCODING`, `CASES_MALFORMED`. */
export async function readStoredDrafts(file: string): Promise<StoredDraft[]> {
  const source = await fileSource(file, '.');
  const toDraft = jsonRecordReader(file, {}, new LoadReportCollector());
  const drafts: StoredDraft[] = [];
  for await (const { line, text } of lines(utf8Text(source.open(), file), file)) {
    const record = parseJson(text, { file, line });
    const approval = isObject(record) ? readApproval(record.approval, { file, line }) : undefined;
    if (isObject(record) && approval !== undefined)
      drafts.push({ ...toDraft(record, line), approval, record, text });
  }
  return drafts;
}

/** Makes the file where there is none. Throws `FOLDER_UNWRITABLE`. */
export async function appendRecords(file: string, records: readonly JsonObject[]): Promise<void> {
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const added = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await write(file, `${before}${gap}${added}`);
}

/** False, and nothing is written, where the line is not there any more as it was read. Reads the file anew, so that lines added meanwhile stay. Throws `FOLDER_UNWRITABLE`. */
export async function replaceRecord(file: string, text: string, record: JsonObject): Promise<boolean> {
  const rows = (await readFile(file, 'utf8')).split('\n');
  const at = rows.findIndex((row) => row.replace(/^\uFEFF|\r$/g, '') === text);
  if (at === -1) return false;
  rows[at] = JSON.stringify(record);
  await write(file, rows.join('\n'));
  return true;
}

async function write(file: string, text: string): Promise<void> {
  // A link to the file is to stay one.
  const target = await realpath(file).catch(() => path.resolve(file));
  await writeAtomically(target, text).catch((cause: Error) => {
    throw new FulcrumError('FOLDER_UNWRITABLE', { folder: file, problem: cause.message }, { cause });
  });
}
