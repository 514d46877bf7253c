/** Turns a text and its embedding into the row of numbers that a classifier reads. Knows nothing of weights. */
import { type FeatureBlock, featureCount } from './classifier-weights.ts';
import { wordFeatures } from './word-features.ts';

/** `embedding` is the text's vector, needed when a block is of that kind. */
export type ExtractFeatures = (text: string, embedding?: Float32Array) => Float32Array;

/** The blocks behind one another. Throws `TypeError` when the embedding is missing or has another length than its block. */
export function featureExtractor(blocks: readonly FeatureBlock[]): ExtractFeatures {
  const width = featureCount(blocks);
  let end = 0;
  const writers = blocks.map((block) => {
    const offset = end;
    end += featureCount([block]);
    return writer(block, offset);
  });
  return (text, embedding) => {
    const row = new Float32Array(width);
    for (const write of writers) write(row, text, embedding);
    return row;
  };
}

type Write = (row: Float32Array, text: string, embedding: Float32Array | undefined) => void;

function writer(block: FeatureBlock, offset: number): Write {
  if (block.kind !== 'embedding') {
    const extract = wordFeatures(block);
    return (row, text) => {
      for (const [at, value] of extract(text)) row[offset + at] = value;
    };
  }
  return (row, _text, embedding) => {
    if (embedding?.length !== block.dimensions) {
      throw new TypeError(`expected an embedding of ${block.dimensions} numbers, got ${embedding?.length}`);
    }
    row.set(embedding, offset);
  };
}
