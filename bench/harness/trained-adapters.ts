/** Adapters that the local trainer really trained, on parts of Banking77's training file, each by a seed of its own. Serves nothing. */
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Message } from '../../src/domain/case.ts';
import { fileSha256 } from '../../src/models/catalogue/file-sha256.ts';
import type { TokenisedTurn } from '../../src/models/chat-model.ts';
import { baseShape } from '../../src/tuning/adapters/base-shape.ts';
import { loraToGguf } from '../../src/tuning/adapters/lora-to-gguf.ts';
import { readLora } from '../../src/tuning/adapters/read-lora.ts';
import { localTrainer } from '../../src/tuning/trainers/local-trainer.ts';
import { writeRun } from '../../src/tuning/training/write-run.ts';
import type { Banking77Row } from './banking77.ts';

const system =
  'You sort messages that customers sent to the bank by their intent. Name the intent of the last one.';

export function promptOf(text: string): Message[] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: text },
  ];
}

export const answerOf = ({ category }: Banking77Row) => category.replaceAll('_', ' ');

export interface AdapterOnDisk {
  /** Of the run, which the trainer can be asked about. */
  readonly folder: string;
  readonly ggufFile: string;
}

export interface AdapterBase {
  readonly id: string;
  readonly file: string;
  readonly tokenise: (messages: readonly Message[], completion: string) => TokenisedTurn;
}

/** One that is in the folder already is not trained again. */
export async function trainedAdapter(
  base: AdapterBase,
  rows: readonly Banking77Row[],
  seed: number,
  folder: string,
): Promise<AdapterOnDisk> {
  await mkdir(folder, { recursive: true });
  const sha256 = await fileSha256(base.file);
  const train = rows.map((row, at) => ({ id: `${at}`, ...base.tokenise(promptOf(row.text), answerOf(row)) }));
  const settings = { method: 'lora', seed, heldOutShare: 0, epochs: 2 } as const;
  await writeRun(folder, { ...base, sha256 }, settings, { train, heldOut: [], canary: train.slice(0, 2) });
  const never = new AbortController().signal;
  const trained = await localTrainer().train({ folder }, { signal: { soft: never, hard: never } });
  const config = await readFile(path.join(trained.folder, 'adapter_config.json'), 'utf8');
  const weights = await readFile(path.join(trained.folder, 'adapter_model.safetensors'));
  await using handle = await open(base.file);
  const { buffer } = await handle.read(Buffer.alloc(16_000_000), 0, 16_000_000, 0);
  const ggufFile = path.join(folder, 'adapter.gguf');
  await loraToGguf(readLora({ config, weights }), baseShape(buffer), ggufFile);
  return { folder, ggufFile };
}
