/** The settings of scorers that name a model. */
import { z } from 'zod';
import type { ModelRef } from '../../domain/stack.ts';

export const modelRefSchema: z.ZodType<ModelRef> = z.strictObject({
  id: z.string().min(1),
  digest: z.string().min(1).exactOptional(),
});
