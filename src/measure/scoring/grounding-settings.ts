/** What scorers that judge an answer by its passages can be set to. Knows no scorer by name. */
import { z } from 'zod';
import { entailmentTokens } from '../../stacks/judge/entailment-judge.ts';
import { modelRefSchema } from './model-ref-schema.ts';

export const groundingSettings = z.strictObject({
  /** Judges what words alone cannot; without it the words decide. */
  judge: modelRefSchema.optional(),
  /** The sentence agreed for having no answer. */
  abstention: z.string().min(1).optional(),
  maxOutputTokens: z.int().positive().default(entailmentTokens),
});
