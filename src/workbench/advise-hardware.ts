/** `fulcrum advise hardware`: what training a model would take, here and on common GPUs. Trains nothing and reads no weights. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { FulcrumError } from '../domain/errors.ts';
import { catalogue, catalogueEntry } from '../models/catalogue/catalogue.ts';
import { modelFolder } from '../models/catalogue/model-folder.ts';
import { adviseHardware as advise, type Place, type PlacePlan } from '../tuning/hardware/advise-hardware.ts';
import { gpus } from '../tuning/hardware/gpus.ts';
import { type ModelShape, parameters } from '../tuning/hardware/model-shape.ts';
import { readModelShape } from '../tuning/hardware/read-model-shape.ts';

export interface HardwareQuestion {
  /** An id of the catalogue, a GGUF file, or a folder with `config.json`. */
  readonly model: string;
  /** Tokens of the longest row. */
  readonly context: number;
  readonly rank: number;
  /** Tokens in one pass, padding counted; a row is never cut. */
  readonly batchTokens: number;
  /** Tokens of all rows, as often as each is seen. */
  readonly tokens: number;
  /** Of this machine, as `plan` of the trainer measured it. */
  readonly tokensPerSecond?: number;
}

export interface HardwareAdvice {
  readonly model: string;
  readonly shape: ModelShape;
  readonly parameters: number;
  readonly rowsPerPass: number;
  /** This machine first, then its GPUs, then common ones. */
  readonly places: readonly PlacePlan[];
  readonly prices: readonly { readonly name: string; readonly asOf: string; readonly source: string }[];
}

export async function adviseHardware(question: HardwareQuestion): Promise<HardwareAdvice> {
  const { model, context, rank, batchTokens, tokens, tokensPerSecond } = question;
  const shape = await readModelShape(fileOf(model));
  const rows = Math.max(1, Math.floor(batchTokens / context));
  const here = await placesHere(tokensPerSecond);
  const common = gpus.map(
    ({ name, memoryGb, bf16Tflops, usdPerHour }): Place => ({
      name: `${name} ${memoryGb} GB`,
      memoryBytes: memoryGb * 1e9,
      kind: 'gpu',
      peakTflops: bf16Tflops,
      usdPerHour,
    }),
  );
  const batch = { rows, tokensPerRow: context, answerTokens: rows * context, rank };
  return {
    model,
    shape,
    parameters: parameters(shape),
    rowsPerPass: rows,
    places: advise(shape, batch, tokens, [...here, ...common]),
    prices: gpus.map(({ name, asOf, source }) => ({ name, asOf, source })),
  };
}

function fileOf(model: string): string {
  const entry = catalogueEntry(model);
  if (entry === undefined) {
    if (existsSync(model)) return model;
    throw new FulcrumError('MODEL_UNKNOWN', {
      id: model,
      known: `${catalogue.models.map(({ id }) => id).join(', ')}, a GGUF file, or a folder with config.json`,
    });
  }
  const file = path.join(modelFolder(), entry.file);
  if (existsSync(file)) return file;
  throw new FulcrumError('MODEL_NOT_PULLED', { id: model, sizeMb: Math.round(entry.sizeBytes / 1e6) });
}

/** The processor with its memory, and each GPU that the driver names. */
async function placesHere(tokensPerSecond: number | undefined): Promise<Place[]> {
  const found = await promisify(execFile)(
    'nvidia-smi',
    ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'],
    { timeout: 10_000 },
  ).catch(() => ({ stdout: '' }));
  const here = found.stdout
    .split('\n')
    .map((line) => line.split(', '))
    .flatMap(([name, mebibytes]): Place[] =>
      name && Number(mebibytes) > 0
        ? [{ name: `this machine, ${name}`, memoryBytes: Number(mebibytes) * 2 ** 20, kind: 'gpu' }]
        : [],
    );
  const measured = tokensPerSecond !== undefined && { measuredTokensPerSecond: tokensPerSecond };
  const cpu: Place = { name: 'this machine, without a GPU', memoryBytes: os.totalmem(), kind: 'cpu' };
  const [first, ...others] = here;
  // The trainer takes the first GPU where there is one.
  return first === undefined ? [{ ...cpu, ...measured }] : [{ ...first, ...measured }, ...others, cpu];
}
