/** The two files of a PEFT adapter, made of given tensors. Knows nothing of what they mean. */

export interface TensorOf {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function safetensors(tensors: Readonly<Record<string, TensorOf>>): Buffer {
  let at = 0;
  const header = Object.entries(tensors).map(([name, { shape, values }]) => {
    const start = at;
    at += 4 * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [start, at] }] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const body = Object.values(tensors).map(({ values }) => Buffer.from(Float32Array.from(values).buffer));
  return Buffer.concat([length, text, ...body]);
}

/** LoRA of rank 2, alpha 8, without anything unusual; `settings` over that. */
export function peftConfig(settings: object = {}): string {
  return JSON.stringify({
    peft_type: 'LORA',
    r: 2,
    lora_alpha: 8,
    bias: 'none',
    rank_pattern: {},
    ...settings,
  });
}

/** Both matrices of `module`, of rank 2: 3 inputs, as many outputs as wanted, numbered from 1. */
export function loraTensors(module: string, outputs: number): Record<string, TensorOf> {
  const named = (part: string) => `base_model.model.${module}.${part}.weight`;
  return {
    [named('lora_A')]: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    [named('lora_B')]: { shape: [outputs, 2], values: Array.from({ length: 2 * outputs }, (_, i) => i + 1) },
  };
}
