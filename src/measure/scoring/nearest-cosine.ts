/** Embeds an output beside other texts and gives the cosine of the nearest. Knows no model by name and gives no score. */
import type { ModelRef } from '../../domain/stack.ts';
import type { ScorerContext } from './scorer.ts';

export type NearestCosine =
  | {
      readonly kind: 'measured';
      readonly cosine: number;
      readonly metadata: { readonly [name: string]: number };
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Models read less than this; the rest would only be paid for. */
const maxCharacters = 32_768;

/** `texts` must not be empty. Throws the `MODEL_*` errors of the call. */
export async function nearestCosine(
  ref: ModelRef,
  output: string,
  texts: readonly string[],
  { signal, paid }: ScorerContext,
): Promise<NearestCosine> {
  if (paid === undefined) return unknown('this scorer asks a model, and none may be asked now');
  const model = await paid.models.embedding(ref);
  const sent = [output, ...texts].map((text) => text.slice(0, maxCharacters).toWellFormed());
  const { vectors } = await model.embed(sent, { purchase: paid.purchase, signal });
  const [given, ...wanted] = vectors;
  if (given === undefined || wanted.length !== texts.length) return unknown('the model gave too few vectors');
  const best = Math.max(...wanted.map((vector) => cosine(given, vector)));
  if (Number.isNaN(best)) return unknown('a vector has no length');
  const cut = output.length > maxCharacters && { cutAtCharacters: maxCharacters };
  return { kind: 'measured', cosine: best, metadata: { cosine: best, ...cut } };
}

function unknown(reason: string): NearestCosine {
  return { kind: 'unknown', reason };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
