import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryArtefacts } from '../../stacks/testing/memory-artefacts.ts';
import { putRecordedAnswers } from './put-recorded-answers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-recorded-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(csv: string, costUsdPerAnswer?: number) {
  const file = path.join(folder, 'today.csv');
  await writeFile(file, csv);
  const artefacts = memoryArtefacts();
  return artefacts.get(await putRecordedAnswers(file, costUsdPerAnswer, artefacts));
}

describe('putRecordedAnswers', () => {
  it('keeps answers with what is known of them', async () => {
    const csv =
      '\ufeffid,output,latency_ms,cost_usd,note\r\na,"yes, ""sure""",12.5,0.001,x\r\nb,,,0,\r\n\r\n__proto__,"two\nlines", ,,\r\n';
    expect(await read(csv)).toEqual({
      source: 'today.csv',
      answers: [
        { id: 'a', output: 'yes, "sure"', latencyMs: 12.5, costUsd: 0.001 },
        { id: 'b', output: '', costUsd: 0 },
        { id: '__proto__', output: 'two\nlines' },
      ],
    });
  });

  it('puts the stated cost where none was recorded', async () => {
    expect(await read('id,output,cost_usd\na,1,0.5\nb,2,\n', 0.25)).toMatchObject({
      answers: [{ costUsd: 0.5 }, { costUsd: 0.25 }],
    });
  });

  it.each([
    ['', 1, 'it holds no answers'],
    ['id,output\n', 1, 'it holds no answers'],
    ['id,answer\na,1\n', 1, 'it needs the columns id and output'],
    ['id,output\na,1\n,2\n', 3, 'the id is empty'],
    ['id,output\na,1\nb,2\na,3\n', 4, 'the id "a" occurs twice'],
    ['id,output,latency_ms\na,1,-3\n', 2, 'latency_ms is "-3"'],
    ['id,output,cost_usd\na,1,$1\n', 2, 'cost_usd is "$1"'],
    ['id,output\na,1,2\n', 2, expect.stringContaining('columns')],
    ['id,output\na,"open\n', 2, expect.stringContaining('quote')],
  ])('refuses %j with the line', async (csv, line, problem) => {
    await expect(read(csv)).rejects.toMatchObject({
      code: 'RECORDED_FILE_INVALID',
      details: { file: 'today.csv', line, problem },
    });
  });

  it('says so when there is no such file', async () => {
    const file = path.join(folder, 'gone.csv');
    await expect(putRecordedAnswers(file, undefined, memoryArtefacts())).rejects.toMatchObject({
      code: 'RECORDED_FILE_INVALID',
      details: { problem: expect.stringContaining('ENOENT') },
    });
  });
});
