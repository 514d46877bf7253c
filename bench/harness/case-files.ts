/** Writes the generated cases that the harness benchmarks run on, once for Fulcrum and once for promptfoo. Knows neither program. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const labels = [
  'billing',
  'refund',
  'delivery',
  'login',
  'cancellation',
  'complaint',
  'warranty',
  'invoice',
  'address',
  'other',
];

export const instruction = 'Sort the customer message into the queue that can help.';

/** Texts of about 200 characters, each different from all others. */
function* rows(count: number, header: string): Generator<string> {
  let block = `${header}\n`;
  for (let n = 0; n < count; n++) {
    const order = (n * 2_654_435_761) % 1_000_000_007;
    block += `"Hello, this is customer ${n} about order ${order}. I have written before on day ${n % 365} and nobody has answered; the ${labels[n % 7]} page shows error ${n % 991}. Please tell me what to do next.",${labels[(n * 7) % labels.length]}\n`;
    if (block.length > 2 ** 20) {
      yield block;
      block = '';
    }
  }
  yield block;
}

/** `dev.csv` with `count` cases beside a `train.csv` of one row per label. */
export async function writeFulcrumCases(folder: string, count: number): Promise<void> {
  const train = labels.map((label, n) => `An example message number ${n} for a queue,${label}`);
  await writeFile(join(folder, 'train.csv'), `text,label\n${train.join('\n')}\n`);
  await pipeline(Readable.from(rows(count, 'text,label')), createWriteStream(join(folder, 'dev.csv')));
}

/** `tests.csv` in promptfoo's columns: a plain expected value is its assertion `equals`. */
export async function writePromptfooCases(folder: string, count: number): Promise<void> {
  await pipeline(Readable.from(rows(count, 'text,__expected')), createWriteStream(join(folder, 'tests.csv')));
}
