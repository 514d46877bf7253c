/** The settings that every lever which trains takes, and what it says of training. Knows no lever. */
import { z } from 'zod';
import type { TrainedAdapter } from '../domain/bench.ts';

/** Fields of a `z.strictObject`; what is left out is the trainer's default. */
export const trainingSettings = {
  method: z.enum(['lora', 'dora', 'qlora', 'prefix', 'prompt']).default('lora'),
  rank: z.int().min(1).max(1024).optional(),
  alpha: z.number().positive().max(4096).optional(),
  dropout: z.number().min(0).max(0.9).optional(),
  learningRate: z.number().positive().max(1).optional(),
  epochs: z.int().min(1).max(1000).optional(),
  batchTokens: z.int().min(16).optional(),
  maxLength: z.int().min(16).optional(),
  targetModules: z.array(z.string().min(1)).min(1).optional(),
  layersToTransform: z.array(z.int().min(0)).min(1).optional(),
  /** Whether base and adapter are asked the general set, to tell what was forgotten. */
  forgetting: z.boolean().default(true),
  /** What becomes of training data that the audit calls unfit: the rung is left out, or the climb tells so and trains. */
  audit: z.enum(['refuse', 'warn']).default('refuse'),
  /** Of what is trained on, kept back to see when to stop. */
  heldOutShare: z.number().min(0).max(0.5).default(0.1),
};

/** E.g. `450 trained on, 50 held out (loss 0.512); 84 steps in 120 s`. */
export function trainedWords({
  rows,
  heldOut,
  leftOut,
  steps,
  heldOutLoss,
  seconds,
}: TrainedAdapter): string {
  const loss = heldOutLoss === undefined ? '' : ` (loss ${heldOutLoss.toFixed(3)})`;
  const held = heldOut === 0 ? '' : `, ${heldOut} held out${loss}`;
  const left = leftOut === 0 ? '' : `, ${leftOut} left out`;
  return `${rows} trained on${held}${left}; ${steps} steps in ${Math.round(seconds)} s`;
}
