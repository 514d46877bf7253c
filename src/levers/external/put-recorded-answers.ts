/** Reads a CSV of recorded answers into an artefact. Knows nothing of the cases they belong to. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { ArtefactRef, ArtefactStore } from '../../domain/artefact.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type RecordedAnswers, recordedAnswersKind } from '../../stacks/answerers/recorded.ts';

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Columns `id`, `output` and, optionally, `latency_ms` and `cost_usd`; an answer without its own cost has `costUsdPerAnswer`. Throws
 * `RECORDED_FILE_INVALID` with the line.
 */
export async function putRecordedAnswers(
  file: string,
  costUsdPerAnswer: number | undefined,
  artefacts: Pick<ArtefactStore, 'put'>,
): Promise<ArtefactRef> {
  const source = path.basename(file);
  const invalid = (line: number, problem: string) =>
    new FulcrumError('RECORDED_FILE_INVALID', { file: source, line, problem });
  const answers: RecordedAnswers['answers'] = [];
  const seen = new Set<string>();
  const read = async (rows: AsyncIterable<Row>) => {
    for await (const { record, info } of rows) {
      const { id, output, latency_ms, cost_usd } = record;
      if (id === undefined || output === undefined) throw invalid(1, 'it needs the columns id and output');
      if (id === '') throw invalid(info.lines, 'the id is empty');
      if (seen.has(id)) throw invalid(info.lines, `the id "${id}" occurs twice`);
      seen.add(id);
      const [latencyMs, ownCostUsd] = [figure(latency_ms), figure(cost_usd)];
      if (Number.isNaN(latencyMs)) throw invalid(info.lines, `latency_ms is "${latency_ms}"`);
      if (Number.isNaN(ownCostUsd)) throw invalid(info.lines, `cost_usd is "${cost_usd}"`);
      const costUsd = ownCostUsd ?? costUsdPerAnswer;
      answers.push({
        id,
        output,
        ...(latencyMs !== undefined && { latencyMs }),
        ...(costUsd !== undefined && { costUsd }),
      });
    }
  };
  const parser = parse({ columns: true, bom: true, info: true, skip_empty_lines: true });
  try {
    await pipeline(createReadStream(file), parser, read);
  } catch (error) {
    if (error instanceof FulcrumError) throw error;
    const { lines = 1, message } = error as Error & { lines?: number };
    throw invalid(lines, message);
  }
  if (answers.length === 0) throw invalid(1, 'it holds no answers');
  return artefacts.put(recordedAnswersKind, { source, answers } as unknown as Json);
}

/** A non-negative number; `undefined` for an empty field, which is unknown, NaN for anything else. */
function figure(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : Number.NaN;
}
