/**
 * Turns a BERT sentence encoder (safetensors and a WordPiece tokenizer) into a Q8_0 GGUF file with mean pooling. Knows the tensor names of
 * both sides and nothing of where the files come from.
 */
import { readFile } from 'node:fs/promises';
import { entry, type TensorToWrite, writeGguf } from './gguf.ts';
import { tensorType, toQ80 } from './quantise.ts';
import { readSafetensors, type Safetensor } from './safetensors.ts';

export interface BertFiles {
  readonly 'config.json': string;
  readonly 'model.safetensors': string;
  readonly 'tokenizer.json': string;
}

interface BertConfig {
  readonly num_hidden_layers: number;
  readonly max_position_embeddings: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_attention_heads: number;
  readonly layer_norm_eps: number;
  readonly type_vocab_size: number;
}

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly special: boolean }[];
}

/** `general.file_type` of a mostly Q8_0 file, mean pooling, and the token types for text and for control. */
const code = { mostlyQ80: 7, meanPooling: 1, normal: 1, control: 3 } as const;

const layerParts: readonly (readonly [safetensors: string, gguf: string])[] = [
  ['attention.self.query', 'attn_q'],
  ['attention.self.key', 'attn_k'],
  ['attention.self.value', 'attn_v'],
  ['attention.output.dense', 'attn_output'],
  ['attention.output.LayerNorm', 'attn_output_norm'],
  ['intermediate.dense', 'ffn_up'],
  ['output.dense', 'ffn_down'],
  ['output.LayerNorm', 'layer_output_norm'],
];

/** Paths in, `target` written. Equal input gives equal bytes on every machine. Throws when a tensor is missing. */
export async function bertToGguf(files: BertFiles, target: string): Promise<void> {
  const config: BertConfig = JSON.parse(await readFile(files['config.json'], 'utf8'));
  const tokenizer: TokenizerFile = JSON.parse(await readFile(files['tokenizer.json'], 'utf8'));
  const weights = readSafetensors(await readFile(files['model.safetensors']));
  await writeGguf(
    target,
    [...architecture(config), ...vocabulary(tokenizer, config)],
    tensors(weights, config),
  );
}

function architecture(config: BertConfig) {
  return [
    entry.string('general.architecture', 'bert'),
    entry.uint32('general.file_type', code.mostlyQ80),
    entry.uint32('general.quantization_version', 2),
    entry.uint32('bert.block_count', config.num_hidden_layers),
    entry.uint32('bert.context_length', config.max_position_embeddings),
    entry.uint32('bert.embedding_length', config.hidden_size),
    entry.uint32('bert.feed_forward_length', config.intermediate_size),
    entry.uint32('bert.attention.head_count', config.num_attention_heads),
    entry.float32('bert.attention.layer_norm_epsilon', config.layer_norm_eps),
    entry.bool('bert.attention.causal', false),
    entry.uint32('bert.pooling_type', code.meanPooling),
  ];
}

/** GGUF marks the start of a word with "▁" where WordPiece marks its continuation with "##". */
function vocabulary(tokenizer: TokenizerFile, config: BertConfig) {
  const vocab = Object.entries(tokenizer.model.vocab).sort(([, a], [, b]) => a - b);
  const special = new Set(tokenizer.added_tokens.filter((t) => t.special).map((t) => t.id));
  const spelled = vocab.map(([token, id]) => {
    if (special.has(id)) return token;
    return token.startsWith('##') ? token.slice(2) : `\u2581${token}`;
  });
  const id = (token: string) => {
    const found = tokenizer.model.vocab[token];
    if (found === undefined) throw new Error(`the tokenizer has no ${token}`);
    return found;
  };
  return [
    entry.string('tokenizer.ggml.model', 'bert'),
    entry.uint32('tokenizer.ggml.token_type_count', config.type_vocab_size),
    entry.strings('tokenizer.ggml.tokens', spelled),
    entry.int32s(
      'tokenizer.ggml.token_type',
      vocab.map(([, i]) => (special.has(i) ? code.control : code.normal)),
    ),
    entry.bool('tokenizer.ggml.add_bos_token', true),
    entry.bool('tokenizer.ggml.add_eos_token', true),
    entry.uint32('tokenizer.ggml.bos_token_id', id('[CLS]')),
    entry.uint32('tokenizer.ggml.eos_token_id', id('[SEP]')),
    entry.uint32('tokenizer.ggml.cls_token_id', id('[CLS]')),
    // The format spells it so.
    entry.uint32('tokenizer.ggml.seperator_token_id', id('[SEP]')),
    entry.uint32('tokenizer.ggml.unknown_token_id', id('[UNK]')),
    entry.uint32('tokenizer.ggml.padding_token_id', id('[PAD]')),
    entry.uint32('tokenizer.ggml.mask_token_id', id('[MASK]')),
  ];
}

function tensors(weights: ReadonlyMap<string, Safetensor>, config: BertConfig): TensorToWrite[] {
  const full = (from: string, to: string): TensorToWrite => convert(weights, from, to, false);
  const packed = (from: string, to: string): TensorToWrite => convert(weights, from, to, true);
  const layers = Array.from({ length: config.num_hidden_layers }, (_, n) =>
    layerParts.flatMap(([from, to]) => {
      const source = `encoder.layer.${n}.${from}`;
      const isNorm = to.endsWith('_norm');
      return [
        (isNorm ? full : packed)(`${source}.weight`, `blk.${n}.${to}.weight`),
        full(`${source}.bias`, `blk.${n}.${to}.bias`),
      ];
    }),
  );
  return [
    packed('embeddings.word_embeddings.weight', 'token_embd.weight'),
    full('embeddings.position_embeddings.weight', 'position_embd.weight'),
    full('embeddings.token_type_embeddings.weight', 'token_types.weight'),
    full('embeddings.LayerNorm.weight', 'token_embd_norm.weight'),
    full('embeddings.LayerNorm.bias', 'token_embd_norm.bias'),
    ...layers.flat(),
  ];
}

function convert(
  weights: ReadonlyMap<string, Safetensor>,
  from: string,
  to: string,
  pack: boolean,
): TensorToWrite {
  const tensor = weights.get(from);
  if (tensor === undefined) throw new Error(`the model has no tensor ${from}`);
  const { data } = tensor;
  return {
    name: to,
    shape: tensor.shape.toReversed(),
    type: pack ? tensorType.q8_0 : tensorType.f32,
    data: () => (pack ? toQ80(data) : new Uint8Array(data.buffer)),
  };
}
