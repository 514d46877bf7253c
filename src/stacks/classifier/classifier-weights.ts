/** The artefact of a classifier: labels, features, weights and calibration. Knows neither how it was trained nor how it predicts. */
import { z } from 'zod';
import type { ArtefactRef, ArtefactStore } from '../../domain/artefact.ts';
import { FulcrumError } from '../../domain/errors.ts';
import { decodeFloat32, decodeInt8, encodeFloat32, encodeInt8 } from './base64-numbers.ts';

export const classifierWeightsKind = 'classifier-weights';

/** One group of numbers that are known of a text before it is classified. */
export type FeatureBlock =
  /** The unit-length vector of the stack's embedding model. */
  | { readonly kind: 'embedding'; readonly dimensions: number }
  /** How often each word, and each pair of neighbouring words when `longestPhrase` is 2, of the vocabulary occurs. */
  | { readonly kind: 'word-counts'; readonly vocabulary: readonly string[]; readonly longestPhrase: 1 | 2 }
  /** (1 + ln count) × idf of each word of the vocabulary, the whole scaled to the length `scale`. */
  | {
      readonly kind: 'tf-idf';
      readonly vocabulary: readonly string[];
      readonly idf: Float32Array;
      readonly scale: number;
    };

export type ClassifierModel =
  /** Score of label `k`: `intercepts[k] + Σⱼ weights[k × features + j] · featureⱼ`; probabilities are softmax(score ÷ temperature). */
  | {
      readonly kind: 'linear';
      readonly weights: Float32Array;
      readonly intercepts: Float32Array;
      readonly temperature: number;
    }
  /** The label of the row of `vectors` with the highest dot product; all rows have one scale. */
  | {
      readonly kind: 'nearest';
      readonly vectors: Int8Array;
      /** Position in `labels`, per row. */
      readonly labelOf: readonly number[];
    };

export interface ClassifierWeights {
  readonly labels: readonly string[];
  /** Stand behind one another in this order. */
  readonly features: readonly FeatureBlock[];
  readonly model: ClassifierModel;
}

const bodySchema = z.strictObject({
  version: z.literal(1),
  labels: z.array(z.string()).min(1),
  features: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('embedding'), dimensions: z.int().positive() }),
        z.strictObject({
          kind: z.literal('word-counts'),
          vocabulary: z.array(z.string()),
          longestPhrase: z.literal([1, 2]),
        }),
        z.strictObject({
          kind: z.literal('tf-idf'),
          vocabulary: z.array(z.string()),
          idf: z.string(),
          scale: z.number().positive(),
        }),
      ]),
    )
    .min(1),
  model: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('linear'),
      /** Base64 of little-endian 32-bit floats, as are the intercepts and `idf`. */
      weights: z.string(),
      intercepts: z.string(),
      temperature: z.number().positive(),
    }),
    z.strictObject({
      kind: z.literal('nearest'),
      /** Base64 of signed bytes. */
      vectors: z.string(),
      labelOf: z.array(z.int().nonnegative()).min(1),
    }),
  ]),
});

type Body = z.infer<typeof bodySchema>;

export function putClassifierWeights(store: ArtefactStore, weights: ClassifierWeights): Promise<ArtefactRef> {
  const { labels, features, model } = weights;
  const body: Body = {
    version: 1,
    labels: [...labels],
    features: features.map(encodeBlock),
    model:
      model.kind === 'linear'
        ? {
            ...model,
            weights: encodeFloat32(model.weights),
            intercepts: encodeFloat32(model.intercepts),
          }
        : { ...model, vectors: encodeInt8(model.vectors), labelOf: [...model.labelOf] },
  };
  return store.put(classifierWeightsKind, body);
}

/** Throws `ARTEFACT_MISSING`, or `ARTEFACT_CORRUPT` when the body is not weights of this version. */
export async function getClassifierWeights(
  store: Pick<ArtefactStore, 'get'>,
  ref: ArtefactRef,
): Promise<ClassifierWeights> {
  const json = await store.get(ref);
  try {
    return decode(bodySchema.parse(json));
  } catch (cause) {
    throw new FulcrumError('ARTEFACT_CORRUPT', { kind: ref.kind, hash: ref.hash }, { cause });
  }
}

function encodeBlock(block: FeatureBlock): Body['features'][number] {
  if (block.kind === 'embedding') return block;
  const vocabulary = [...block.vocabulary];
  return block.kind === 'tf-idf'
    ? { ...block, vocabulary, idf: encodeFloat32(block.idf) }
    : { ...block, vocabulary };
}

function decode({ labels, features: blocks, model }: Body): ClassifierWeights {
  const features = blocks.map(
    (block): FeatureBlock =>
      block.kind === 'tf-idf' ? { ...block, idf: decodeFloat32(block.idf, block.vocabulary.length) } : block,
  );
  const width = featureCount(features);
  if (model.kind === 'linear') {
    const weights = decodeFloat32(model.weights, labels.length * width);
    const intercepts = decodeFloat32(model.intercepts, labels.length);
    return { labels, features, model: { ...model, weights, intercepts } };
  }
  if (model.labelOf.some((k) => k >= labels.length)) throw new RangeError('a row has no label');
  const vectors = decodeInt8(model.vectors, model.labelOf.length * width);
  return { labels, features, model: { ...model, vectors } };
}

/** Numbers per text. */
export function featureCount(features: readonly FeatureBlock[]): number {
  return features.reduce(
    (sum, block) => sum + (block.kind === 'embedding' ? block.dimensions : block.vocabulary.length),
    0,
  );
}
