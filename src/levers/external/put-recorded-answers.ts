/** Reads a CSV of recorded answers into an artefact. Knows nothing of the cases they belong to. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse';
import type { ArtefactRef, ArtefactStore } from '../../domain/artefact.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type RecordedAnswers, recordedAnswersKind } from '../../stacks/answerers/recorded.ts';

/** Columns `id`, `output` and, optionally, `latency_ms` and `cost_usd`. Throws `RECORDED_FILE_INVALID` with the line. */
export async function putRecordedAnswers(
  file: string,
  artefacts: Pick<ArtefactStore, 'put'>,
): Promise<ArtefactRef> {
  const source = path.basename(file);
  const answers = new Map<string, RecordedAnswers['answers'][string]>();
  const fail = (line: number, problem: string): never => {
    throw new FulcrumError('RECORDED_FILE_INVALID', { file: source, line, problem });
  };
  const rows = createReadStream(file).pipe(
    parse({ columns: true, bom: true, info: true, skip_empty_lines: true }),
  );
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      const { id, output, latency_ms, cost_usd } = record;
      if (id === undefined || output === undefined) return fail(1, 'it needs the columns id and output');
      if (answers.has(id)) return fail(info.lines, `the id "${id}" occurs twice`);
      answers.set(id, {
        output,
        ...figure('latencyMs', latency_ms, () => fail(info.lines, `latency_ms is "${latency_ms}"`)),
        ...figure('costUsd', cost_usd, () => fail(info.lines, `cost_usd is "${cost_usd}"`)),
      });
    }
  } catch (error) {
    if (error instanceof FulcrumError) throw error;
    const line = (error as { lines?: number }).lines ?? 1;
    throw new FulcrumError('RECORDED_FILE_INVALID', {
      file: source,
      line,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
  if (answers.size === 0) fail(1, 'it holds no answers');
  return artefacts.put(recordedAnswersKind, {
    source,
    answers: Object.fromEntries(answers),
  } as unknown as Json);
}

/** An empty field is unknown; anything but a non-negative number is an error. */
function figure<K extends string>(
  key: K,
  text: string | undefined,
  invalid: () => never,
): { [key in K]?: number } {
  if (text === undefined || text.trim() === '') return {};
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? ({ [key]: value } as { [key in K]: number }) : invalid();
}
