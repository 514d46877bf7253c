/** Banking77 as benches use it: rows in an order that depends on the texts alone, and a task folder over some of them. Climbs nothing. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { contentHash } from '../../src/domain/content-hash.ts';

const data = path.resolve(import.meta.dirname, '../../../shared/data/banking77');

export interface Banking77Row {
  readonly text: string;
  readonly category: string;
}

/** Ends the program where the data is not there. */
export function requireBanking77(): void {
  if (existsSync(data)) return;
  console.log('skipped: there is no ../shared/data/banking77');
  process.exit(0);
}

export async function banking77Rows(file: 'train.csv' | 'test.csv', seed: string): Promise<Banking77Row[]> {
  const all = parse(await readFile(path.join(data, file)), { columns: true }) as Banking77Row[];
  return all
    .map((row) => ({ row, key: contentHash([seed, row.text]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

const csv = (all: readonly Banking77Row[]) =>
  ['text,category', ...all.map((r) => `"${r.text.replaceAll('"', '""')}",${r.category}`)].join('\n');

/** `read`: the rows that the ladder reads every rung on; nothing is chosen there. */
export async function writeBanking77Task(
  folder: string,
  { train, read }: { readonly train: readonly Banking77Row[]; readonly read: readonly Banking77Row[] },
  config: object,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'train.csv'), csv(train));
  await writeFile(path.join(folder, 'read.csv'), csv(read));
  const whole = {
    name: 'banking77',
    cases: { train: 'train.csv', dev: 'read.csv', map: { input: 'text', expected: 'category' } },
    contract: { kind: 'label' },
    instruction: {
      text: 'Name the intent of the message that a customer sent to the bank.',
      inputTag: 'message',
    },
    models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
    ...config,
  };
  await writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify(whole));
}
