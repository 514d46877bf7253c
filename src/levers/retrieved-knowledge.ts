/** What settings say of a search for passages, as a stack has it. Measures nothing and knows no lever. */
import { z } from 'zod';
import type { ChosenFusion } from '../domain/bench.ts';
import { equalWeights, type Fusion } from '../domain/fusion.ts';
import type { RetrievedKnowledge } from '../domain/stack.ts';
import type { TaskSettings } from './lever.ts';

export const searchShape = {
  /** Passages wanted, and the tokens they may take together. */
  k: z.int().min(1).max(100).default(5),
  maxTokens: z.int().min(50).default(800),
  /** Whether what room is left goes to the sections the passages stand in. */
  sections: z.boolean().default(false),
  /** How words and vectors are fused; `dev` takes what ranks best on the questions of dev that name their documents. */
  fusion: z
    .union([
      z.enum(['dev', 'words', 'vectors', 'rrf']),
      z.strictObject({ vectorWeight: z.number().min(0).max(1) }),
    ])
    .default('dev'),
};

export type SearchSettings = z.infer<z.ZodObject<typeof searchShape>>;

/** Where `dev` was to choose a fusion and nothing was chosen, words and vectors count alike. */
export function retrievedKnowledge(
  task: TaskSettings,
  given: SearchSettings,
  corpus: RetrievedKnowledge['corpus'],
  chosen?: ChosenFusion,
): RetrievedKnowledge {
  return {
    kind: 'retrieved',
    corpus,
    ...(task.embeddingModel && { embedding: task.embeddingModel }),
    fusion: task.embeddingModel ? fusionOf(given.fusion, chosen) : { kind: 'words' },
    k: given.k,
    maxTokens: given.maxTokens,
    sections: given.sections,
    grounding: task.documents ?? { abstention: '' },
  };
}

function fusionOf(wanted: SearchSettings['fusion'], chosen: ChosenFusion | undefined): Fusion {
  if (wanted === 'dev') return chosen?.fusion ?? equalWeights;
  return typeof wanted === 'string' ? { kind: wanted } : { kind: 'weighted', ...wanted };
}
