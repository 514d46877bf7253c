/**
 * A LoRA adapter as PEFT writes it, read and checked before anything is done with it: pairs of matrices by the module they add to. Loads no
 * model and runs no code; safetensors only.
 */
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import { readSafetensors, type Safetensor } from '../../models/catalogue/gguf/safetensors.ts';

const config = z.object({
  peft_type: z.literal('LORA'),
  r: z.int().min(1),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  bias: z.literal('none').nullish(),
  fan_in_fan_out: z.literal(false).nullish(),
  /** What would make a part of the adapter another than its two matrices. */
  modules_to_save: z.array(z.string()).max(0).nullish(),
  rank_pattern: z.record(z.string(), z.never()).nullish(),
  alpha_pattern: z.record(z.string(), z.never()).nullish(),
});

/** What a module of `out` × `in` weights is added: `scale · b · a`. */
export interface LoraPair {
  /** As the base model names it: `model.layers.3.self_attn.q_proj`. */
  readonly module: string;
  readonly rank: number;
  /** `rank` × `in`, row by row. */
  readonly a: Float32Array;
  /** `out` × `rank`, row by row. */
  readonly b: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  /** Of each output, what the sum of base and addition is normalised to (DoRA); absent of plain LoRA. */
  readonly magnitude?: Float32Array;
}

export interface Lora {
  readonly scale: number;
  readonly pairs: readonly LoraPair[];
}

const prefix = 'base_model.model.';
const part = /^(.+)\.lora_(A|B|magnitude_vector)(?:\.weight)?$/;

/** `adapter_config.json` and `adapter_model.safetensors` in, by their bytes. Throws `ADAPTER_UNSOUND` naming the file and what is wrong. */
export function readLora(files: { readonly config: string; readonly weights: Buffer }): Lora {
  const settings = config.safeParse(jsonOf(files.config));
  if (!settings.success) throw unsound('adapter_config.json', z.prettifyError(settings.error));
  const { r, lora_alpha: alpha, use_rslora: stabilised, use_dora: isDora } = settings.data;
  const parts = new Map<string, Partial<Record<string, Safetensor>>>();
  for (const [name, tensor] of tensorsOf(files.weights)) {
    const [, module, which] = part.exec(name) ?? [];
    if (module === undefined || which === undefined || !module.startsWith(prefix))
      throw unsound(weightsFile, `${name} is no part of a LoRA`);
    if (!tensor.data.every(Number.isFinite))
      throw unsound(weightsFile, `${name} holds a number that is not finite`);
    parts.set(module, { ...parts.get(module), [which]: tensor });
  }
  if (parts.size === 0) throw unsound(weightsFile, 'it holds no LoRA');
  const pairs = [...parts].map(([module, { A: a, B: b, magnitude_vector: magnitude }]): LoraPair => {
    const [rank, inputs] = a?.shape ?? [];
    const [outputs, inner] = b?.shape ?? [];
    const fits = a?.shape.length === 2 && b?.shape.length === 2 && rank === r && inner === r;
    if (a === undefined || b === undefined || inputs === undefined || outputs === undefined || !fits)
      throw unsound(weightsFile, `${module} needs two matrices of rank ${r}`);
    if ((magnitude !== undefined) !== (isDora === true) || (magnitude && magnitude.data.length !== outputs))
      throw unsound(weightsFile, `${module} and \`use_dora\` of the config do not agree`);
    const name = module.slice(prefix.length);
    const pair = { module: name, rank: r, a: a.data, b: b.data, inputs, outputs };
    return magnitude ? { ...pair, magnitude: magnitude.data } : pair;
  });
  return { scale: alpha / (stabilised ? Math.sqrt(r) : r), pairs };
}

const weightsFile = 'adapter_model.safetensors';

function unsound(file: string, problem: string): FulcrumError {
  return new FulcrumError('ADAPTER_UNSOUND', { file, problem });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unsound('adapter_config.json', (error as Error).message);
  }
}

function tensorsOf(weights: Buffer): ReadonlyMap<string, Safetensor> {
  try {
    return readSafetensors(weights);
  } catch (error) {
    throw unsound(weightsFile, (error as Error).message);
  }
}
